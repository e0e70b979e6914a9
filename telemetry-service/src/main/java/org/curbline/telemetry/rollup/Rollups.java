package org.curbline.telemetry.rollup;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.curbline.store.PointWriter.WriterClosedException;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the rollups, on a thread of its own, round after round, resting nine times as long as it worked, or as long
 * while there are days that it has not looked at since it was started. Several of them over one store make the same
 * points, so they do no harm, and little work twice: what one has made, the other counts, and each takes what lacks in
 * an order of its own.
 */
public final class Rollups implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rollups.class);
    private static final int REST = 9;
    private static final long CLOSING_SECONDS = 10;

    private final TelemetryStore store;
    private final InstantSource clock;
    private final Plan plan;
    private final Duration every;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean closed;
    private final Counter made;
    private final Thread thread;
    /** None as long as the store has not said which hours it has. */
    private volatile @Nullable Rounds rounds;

    private Rollups(TelemetryStore store, InstantSource clock, Plan plan, MeterRegistry meters) {
        this.store = store;
        this.clock = clock;
        this.plan = plan;
        this.every = plan.every;
        this.made = Counter.builder("curbline_telemetry_rollup_hours")
                .description("Hours and days of a service that were rolled up, each time counted")
                .register(meters);
        Gauge.builder("curbline_telemetry_rollup_age_seconds", this, Rollups::age)
                .description("How long ago the day was looked at that was not for the longest time")
                .register(meters);
        Gauge.builder("curbline_telemetry_rollup_days_to_go", this, Rollups::toGo)
                .description("Days that were not looked at since the start")
                .register(meters);
        this.thread = new Thread(this::run, "rollups");
    }

    /** Begins. */
    public static Rollups start(TelemetryStore store, InstantSource clock, Plan plan, MeterRegistry meters) {
        Rollups rollups = new Rollups(store, clock, plan, meters);
        rollups.thread.setDaemon(true);
        rollups.thread.start();
        return rollups;
    }

    /**
     * What rollups answer for now. Any thread; it may have to ask the store, but only until that has answered once.
     *
     * @throws PointReader.StoreUnavailableException if it has not yet
     */
    public Coverage coverage() {
        return rounds().coverage();
    }

    /** Whether {@link Coverage#isOfAllPoints every day was looked at that has points}. Any thread, and at once. */
    public boolean areOfAllPoints() {
        Rounds begun = rounds;
        return begun != null && begun.coverage().isOfAllPoints();
    }

    /**
     * Looks at every day at once, out of turn, so that what came late until now is counted soon. Does not wait for it;
     * {@link #coverage} says how far it has come. Any thread.
     */
    public void lookAgain() {
        Rounds begun = rounds;
        if (begun != null) { // the first look at every day anyway
            begun.lookAgain(clock.instant());
        }
        woken.release();
    }

    private void run() {
        boolean away = false;
        boolean first = true;
        try {
            do {
                Instant began = clock.instant();
                try {
                    int hours = rounds().once();
                    made.increment(hours);
                    if (first || away) {
                        LOG.info("Rollups agree with the points; {} hours and days were made.", hours);
                    }
                    first = false;
                    away = false;
                } catch (WriterClosedException e) {
                    return;
                } catch (RuntimeException e) { // of a store that is away, or of a bug: the thread must not end by it
                    if (!away && !closed) {
                        LOG.warn("Rollups cannot be made; points are asked as far as need be", e);
                    }
                    away = true;
                }
                // One that was slow is asked for less next time, and needs no long rest from what it did not do.
                Duration rest = away
                        ? Duration.ZERO
                        : Duration.between(began, clock.instant()).multipliedBy(toGo() > 0 ? 1 : REST);
                long pause = Math.max(every.toMillis(), rest.toMillis());
                woken.tryAcquire(pause, TimeUnit.MILLISECONDS);
            } while (!closed);
        } catch (InterruptedException e) {
            // it was closed while it wrote
        }
    }

    private Rounds rounds() {
        Rounds begun = rounds;
        return begun == null ? begin(days()) : begun;
    }

    private Days days() {
        Instant now = clock.instant();
        return Days.of(plan.zone, store.reader(), now.minus(plan.retention.rollups()), now);
    }

    private synchronized Rounds begin(Days days) {
        Rounds begun = rounds;
        if (begun == null) {
            if (!days.equals(Days.of(plan.zone, clock.instant()))) {
                LOG.warn(
                        "The store's hours do not begin when those of {} do, and go on as they are; docs/queries.md says"
                                + " what that means.",
                        plan.zone);
            }
            Agreement agreement = new Agreement(store.reader(), store.writer(), days, new Random());
            CatchingUp progress = new CatchingUp(clock, LOG::info);
            begun = new Rounds(agreement, days, clock, plan.retention, every.dividedBy(REST), progress);
            rounds = begun;
        }
        return begun;
    }

    private int toGo() {
        Rounds begun = rounds;
        return begun == null ? 0 : begun.toGo();
    }

    private double age() {
        Rounds begun = rounds;
        return begun == null ? Double.NaN : age(begun.coverage());
    }

    private double age(Coverage coverage) {
        return coverage.checked().tailMap(coverage.reach()).values().stream()
                .map(Coverage.Seen::at)
                .min(Instant::compareTo)
                .map(oldest -> Duration.between(oldest, clock.instant()).toMillis() / 1000.0)
                .orElse(Double.NaN);
    }

    /** Before the store is closed. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * How it is done.
     *
     * @param retention for how long the store keeps what
     * @param every how often, at most, it goes round
     * @param zone by whose clocks a day begins
     */
    public record Plan(Retention retention, Duration every, ZoneId zone) {}
}
