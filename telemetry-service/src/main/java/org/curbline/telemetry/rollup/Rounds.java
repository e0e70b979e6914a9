package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.Retention;
import org.curbline.telemetry.rollup.Agreement.With;
import org.curbline.telemetry.rollup.Coverage.Seen;

/**
 * Goes over the days whose points are still there, again and again: the last two in every round, as that is where
 * nearly everything comes in, and as many of the others as fit into it, those first that were not looked at for the
 * longest time. Days whose points are gone are looked at once, as their hours may not be rolled up to days of this
 * zone. Those before anything is stored have nothing that could lack, and are passed over together, each time after a
 * look whether something older has come. One thread.
 */
final class Rounds {
    /** A day that was looked at more lately than that can wait. */
    private static final Duration OFTEN_ENOUGH = Duration.ofMinutes(5);

    /** A store counts ten days nearly as fast as one. */
    private static final int DAYS_AT_ONCE = 10;

    /** Of days whose points are gone only areas are counted. */
    private static final int OLD_FOR_ONE = 10;

    private final Agreement agreement;
    private final Days days;
    private final InstantSource clock;
    private final Retention retention;
    private final Duration longest;
    private final CatchingUp progress;
    /** Before that day nothing was when it was looked for. */
    private Instant beginning = Instant.MAX;

    private final SortedMap<Instant, Seen> checked = new TreeMap<>();
    /** When the days that are looked at in every round were looked at wholly. */
    private Instant whole = Instant.MIN;
    /** Fewer once a store has not answered: a slow one may be asked for too much. */
    private int daysAtOnce = DAYS_AT_ONCE;

    private volatile Coverage coverage;
    /** A day that was looked at before then cannot wait. */
    private volatile Instant due = Instant.MIN;

    /**
     * @param retention for how long what is kept
     * @param longest how long a round takes at most, but for what it has begun, once each day was looked at whose
     *     points are there
     * @param progress told of each step
     */
    Rounds(
            Agreement agreement,
            Days days,
            InstantSource clock,
            Retention retention,
            Duration longest,
            CatchingUp progress) {
        this.agreement = agreement;
        this.days = days;
        this.clock = clock;
        this.retention = retention;
        this.longest = longest;
        this.progress = progress;
        Instant reach = days.begin(clock.instant().minus(retention.points()));
        this.coverage = new Coverage(days, new TreeMap<>(), reach, reach, 0);
    }

    /**
     * One round.
     *
     * @return how many hours and days were made
     */
    int once() throws InterruptedException {
        Round round = new Round(clock.instant());
        int made = round.checkLast();
        Optional<Instant> next = round.next();
        while (next.isPresent() && (round.isNotLong() || round.isOfPoints(next.get()) || round.isDue(next.get()))) {
            Instant last = next.get();
            if (!round.passed(last)) {
                boolean old = last.isBefore(round.first);
                Instant bound = later(old ? round.oldest : round.first, beginning);
                Instant span = days.begin(last, 1 - (old ? daysAtOnce * OLD_FOR_ONE : daysAtOnce));
                made += round.check(later(span, bound), last);
            }
            next = round.next();
        }
        return made;
    }

    /** The next round is to look at each day that was not looked at since then. Any thread. */
    void lookAgain(Instant since) {
        due = since;
    }

    /** What the last round found, or the one under way so far. Any thread. */
    Coverage coverage() {
        return coverage;
    }

    /** How many days were not looked at since the start. Any thread. */
    int toGo() {
        return coverage.toGo();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private final class Round {
        private final Instant began;
        private final Instant end;
        private final Instant today;
        /** The first day whose points are there. */
        private final Instant first;
        /** The first day whose rollups are. */
        private final Instant oldest;

        Round(Instant began) {
            this.began = began;
            this.end = days.hour(began);
            this.today = days.begin(began);
            this.first = days.begin(began.minus(retention.points()));
            this.oldest = days.begin(began.minus(retention.rollups()));
            checked.headMap(oldest).clear();
            Instant yesterday = days.begin(began, -1);
            beginning = beginning.isBefore(yesterday) ? beginning : yesterday;
            checked.entrySet()
                    .removeIf(day ->
                            day.getKey().isBefore(yesterday) && !day.getValue().whole()); // after a long sleep
        }

        boolean isNotLong() {
            return Duration.between(began, clock.instant()).compareTo(longest) < 0;
        }

        /** Whether it was never looked at, and there are points that must be asked until then. */
        boolean isOfPoints(Instant day) {
            return !checked.containsKey(day) && !day.isBefore(first);
        }

        boolean isDue(Instant day) {
            return at(day).isBefore(due);
        }

        /** Quickly, but for every few minutes. */
        int checkLast() throws InterruptedException {
            boolean wholly = whole.isBefore(began.minus(OFTEN_ENOUGH)) || whole.isBefore(due);
            int made = check(days.begin(began, -1), today, wholly ? With.POINTS : With.POINTS_QUICKLY);
            whole = wholly ? began : whole;
            return made;
        }

        /** Passes over the days before anything is stored, if this is one of them. */
        boolean passed(Instant day) {
            if (!day.isBefore(beginning)) {
                return false;
            }
            Instant now = clock.instant();
            beginning = days.begin(agreement.oldest(oldest, beginning));
            if (!day.isBefore(beginning)) {
                return false;
            }
            saw(oldest, beginning, now);
            return true;
        }

        int check(Instant day, Instant lastDay) throws InterruptedException {
            return check(day, lastDay, day.isBefore(first) ? With.HOURS : With.POINTS);
        }

        private int check(Instant day, Instant lastDay, With with) throws InterruptedException {
            Instant now = clock.instant();
            Instant next = days.begin(lastDay, 1);
            Instant to = next.isBefore(end) ? next : end;
            int made = 0;
            try {
                made = day.isBefore(to) ? agreement.agree(day, to, with) : 0;
                daysAtOnce = Math.min(DAYS_AT_ONCE, daysAtOnce + 1);
            } catch (StoreUnavailableException e) {
                daysAtOnce = 1;
                throw e;
            }
            saw(day, next, now);
            return made;
        }

        private void saw(Instant day, Instant end, Instant at) {
            Instant next;
            for (Instant each = day; each.isBefore(end); each = next) {
                next = days.begin(each, 1);
                checked.put(each, new Seen(at, !next.isAfter(this.end)));
            }
            int toGo = (int) Math.max(0, ChronoUnit.DAYS.between(oldest, today) + 1 - checked.size());
            coverage = new Coverage(days, checked, first, this.end, toGo);
            progress.looked(checked.size(), toGo);
        }

        /**
         * The one that was not looked at for the longest time; of those that never were, the latest. One whose points
         * are gone has no turn but the first.
         */
        Optional<Instant> next() {
            return Stream.iterate(today, day -> !day.isBefore(oldest), day -> days.begin(day, -1))
                    .filter(day -> !day.isBefore(first) || !checked.containsKey(day))
                    .min(Comparator.comparing(this::at))
                    .filter(day -> at(day).isBefore(began.minus(OFTEN_ENOUGH)) || isDue(day));
        }

        private Instant at(Instant day) {
            Seen seen = checked.get(day);
            return seen == null ? Instant.MIN : seen.at();
        }
    }
}
