package org.curbline.gateway.status;

import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.Service;
import org.curbline.registry.database.RegistryException;
import org.curbline.status.StatusSettings;
import org.curbline.status.usual.LearntDay;
import org.curbline.status.usual.WeekHours;
import org.curbline.store.PointReader.LastUse;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns in the background what use is usual: the whole week at the start, then every night the day of the week that is
 * over, from the last such days. It reads with pauses, so that it takes a fifth of one thread and of the store. In a
 * city whose past is still short the whole week is learnt again the same day. On the board's context, reading on a
 * thread of its own.
 */
final class UseLearning {
    private static final Logger log = LoggerFactory.getLogger(UseLearning.class);
    private static final int PAUSE_FOR_EACH_STEP = 4;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofMinutes(10);
    private static final Duration LAST_STEP = Duration.ofSeconds(10);
    /** After midnight; what comes from spools by then is learnt from. */
    private static final Duration NIGHT = Duration.ofHours(2);

    private final Vertx vertx;
    /** Of one thread. What is ordered holds up what else is, such as the writing of transitions. */
    private final WorkerExecutor worker;

    private final UseLesson.Sources sources;
    private final StatusSettings settings;
    private final InstantSource clock;
    private final StatusBoard board;
    private final WeekHours hours;
    private final Deque<DayOfWeek> days = new ArrayDeque<>();
    private Duration again = SOON;
    private Instant nextNight;
    private @Nullable Instant wholeAgainAt;
    private boolean begun;
    private boolean busy;
    /** Whether it has been said that it waits for the registry. */
    private boolean waits;

    private volatile boolean learnt;
    private boolean stopped;

    UseLearning(
            Vertx vertx, UseLesson.Sources sources, StatusSettings settings, InstantSource clock, StatusBoard board) {
        this.vertx = vertx;
        this.worker = vertx.createSharedWorkerExecutor("use-learning", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        this.sources = sources;
        this.settings = settings;
        this.clock = clock;
        this.board = board;
        this.hours = new WeekHours(settings.usualUse().zone());
        this.nextNight = nightAfter(clock.instant());
    }

    /** Begins with when everything was used last. To be called when the board knows what was left of the services. */
    void start() {
        if (settings.usualUse().falseSuspicions() > 0) {
            begun = true;
            lastUses(new ArrayDeque<>(List.of(Service.values())));
        }
    }

    /** Time passes; to be called now and then. */
    void tick() {
        Instant now = clock.instant();
        if (begun && !nextNight.isAfter(now)) {
            days.add(hours(now).minusDays(1).getDayOfWeek());
            nextNight = nightAfter(now);
            go();
        }
        if (wholeAgainAt != null && !wholeAgainAt.isAfter(now)) {
            wholeAgainAt = null;
            wholeWeek();
        }
    }

    /** Whether the whole week was. Any thread. */
    boolean hasLearnt() {
        return learnt;
    }

    /** Begins no further step. */
    void stop() {
        stopped = true;
    }

    /** Once it is stopped; blocks until the last step is over, unless that takes too long. */
    void close() {
        worker.executeBlocking(() -> true, false) // after the last step, which is not to be interrupted: H2 would break
                .compose(done -> worker.close())
                .timeout(LAST_STEP.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .await();
    }

    private void lastUses(Deque<Service> left) {
        Service service = left.peek();
        if (service == null || stopped) {
            wholeWeek();
            return;
        }
        Instant since = clock.instant().minus(window());
        worker.executeBlocking(
                        () -> {
                            List<LastUse> uses = new ArrayList<>();
                            sources.reader().lastUses(Carried.uses(service), since, uses::add);
                            return uses;
                        },
                        false)
                .onSuccess(uses -> {
                    uses.forEach(use -> board.usedBefore(use.kiosk(), service, millis(use)));
                    left.remove();
                    lastUses(left);
                })
                .onFailure(failure -> afterFailure(failure, () -> lastUses(left)));
    }

    private void wholeWeek() {
        DayOfWeek today = hours(clock.instant()).getDayOfWeek();
        for (int i = 0; i < DayOfWeek.values().length; i++) {
            days.add(today.plus(i));
        }
        again = again.multipliedBy(2);
        go();
    }

    private void go() {
        DayOfWeek day = days.peek();
        if (day != null && !busy && !stopped) {
            busy = true;
            step(new UseLesson(sources, settings.allowedAge(), hours, day, dates(day)));
        }
    }

    private void step(UseLesson lesson) {
        long start = System.nanoTime();
        worker.executeBlocking(
                        () -> {
                            lesson.step();
                            return lesson.isOver() ? lesson.learnt() : List.<LearntDay>of();
                        },
                        false)
                .onSuccess(learnt -> {
                    waits = false;
                    learnt.forEach(board::learnt);
                    long pause = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) * PAUSE_FOR_EACH_STEP;
                    vertx.setTimer(Math.max(1, pause), over -> goOn(lesson, learnt));
                })
                .onFailure(failure -> {
                    busy = false;
                    afterFailure(failure, this::go);
                });
    }

    private void goOn(UseLesson lesson, List<LearntDay> learnt) {
        if (stopped) {
            return;
        }
        if (learnt.isEmpty()) {
            step(lesson);
            return;
        }
        busy = false;
        days.remove();
        if (days.isEmpty()) {
            weekIsOver(lesson.isPastWhole());
        }
        go();
    }

    private void weekIsOver(boolean pastIsWhole) {
        if (!learnt) {
            learnt = true;
            log.info("What use is usual has been learnt from what is stored.");
        }
        if (!pastIsWhole && again.compareTo(Duration.ofDays(1)) < 0) {
            wholeAgainAt = clock.instant().plus(again);
        }
    }

    /** Whatever it was, it is tried again, or nothing new would be suspected until a restart. */
    private void afterFailure(Throwable failure, Runnable tryAgain) {
        boolean away = failure instanceof StoreUnavailableException;
        if (failure instanceof RegistryException) {
            sayOnce(failure);
            away = true;
        } else if (!away) {
            log.error(
                    "What use is usual cannot be learnt; it is tried again in {} minutes.", SOON.toMinutes(), failure);
        }
        vertx.setTimer((away ? ASK_AGAIN : SOON).toMillis(), later -> tryAgain.run());
    }

    private void sayOnce(Throwable failure) {
        if (!waits) {
            waits = true;
            log.warn("What use is usual is learnt later: {}", failure.getMessage());
        }
    }

    /** The last of such days that are over. */
    private List<LocalDate> dates(DayOfWeek day) {
        LocalDate last = hours(clock.instant()).toLocalDate().minusDays(1);
        while (last.getDayOfWeek() != day) {
            last = last.minusDays(1);
        }
        List<LocalDate> dates = new ArrayList<>();
        for (int week = 0; week < window().toDays() / 7; week++) {
            dates.add(last.minusWeeks(week));
        }
        return dates;
    }

    private Duration window() {
        return Duration.ofDays(7 * Math.max(1, settings.usualUse().learnFrom().toDays() / 7));
    }

    private ZonedDateTime hours(Instant moment) {
        return moment.atZone(hours.zone());
    }

    private Instant nightAfter(Instant now) {
        ZonedDateTime night = hours(now.minus(NIGHT)).toLocalDate().plusDays(1).atStartOfDay(hours.zone());
        return night.toInstant().plus(NIGHT);
    }

    private static long millis(LastUse use) {
        return TimeUnit.NANOSECONDS.toMillis(use.epochNanos());
    }
}
