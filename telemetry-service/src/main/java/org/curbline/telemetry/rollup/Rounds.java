package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Goes over the days whose points are still there, again and again: the last two in every round, as that is where
 * nearly everything comes in, and as many of the others as fit into it, those first that were not looked at for the
 * longest time. One thread.
 */
final class Rounds {
    /** A day that was looked at more lately than that can wait. */
    private static final Duration OFTEN_ENOUGH = Duration.ofMinutes(5);

    /** A store counts ten days nearly as fast as one. */
    private static final int DAYS_AT_ONCE = 10;

    private final Hours hours;
    private final InstantSource clock;
    private final Duration retention;
    private final Duration longest;
    private final SortedMap<Instant, Instant> checked = new TreeMap<>();
    private volatile Coverage coverage = Coverage.NONE;

    /**
     * @param retention for how long points are kept
     * @param longest how long a round takes at most, but for what it has begun, once each day was looked at
     */
    Rounds(Hours hours, InstantSource clock, Duration retention, Duration longest) {
        this.hours = hours;
        this.clock = clock;
        this.retention = retention;
        this.longest = longest;
    }

    /**
     * One round.
     *
     * @return how many hours were made
     */
    int once() throws InterruptedException {
        Instant began = clock.instant();
        Instant end = began.truncatedTo(ChronoUnit.HOURS);
        Instant today = began.truncatedTo(ChronoUnit.DAYS);
        Instant first = began.minus(retention).truncatedTo(ChronoUnit.DAYS);
        checked.headMap(first).clear();
        checked.entrySet().removeIf(day -> day.getKey().isBefore(today.minus(1, ChronoUnit.DAYS)) && wasUnderWay(day));
        int made = 0;
        made += check(today.minus(1, ChronoUnit.DAYS), today, end);
        coverage = new Coverage(checked, first, end);
        Optional<Instant> next = next(first, today, began);
        while (next.isPresent()
                && (Duration.between(began, clock.instant()).compareTo(longest) < 0
                        || !checked.containsKey(next.get()))) {
            Instant span = next.get().minus(DAYS_AT_ONCE - 1, ChronoUnit.DAYS);
            made += check(span.isBefore(first) ? first : span, next.get(), end);
            coverage = new Coverage(checked, first, end);
            next = next(first, today, began);
        }
        return made;
    }

    /** What the last round found, or the one under way so far. Any thread. */
    Coverage coverage() {
        return coverage;
    }

    private int check(Instant day, Instant lastDay, Instant end) throws InterruptedException {
        Instant now = clock.instant();
        Instant next = lastDay.plus(1, ChronoUnit.DAYS);
        Instant to = next.isBefore(end) ? next : end;
        int made = day.isBefore(to) ? hours.agree(day, to) : 0;
        for (Instant each = day; each.isBefore(next); each = each.plus(1, ChronoUnit.DAYS)) {
            checked.put(each, now);
        }
        return made;
    }

    /** After a long sleep: looked at when not all of its hours were over. */
    private static boolean wasUnderWay(Map.Entry<Instant, Instant> day) {
        return day.getValue().isBefore(day.getKey().plus(1, ChronoUnit.DAYS));
    }

    /** The one that was not looked at for the longest time; of those that never were, the latest. */
    private Optional<Instant> next(Instant first, Instant today, Instant now) {
        return Stream.iterate(today, day -> !day.isBefore(first), day -> day.minus(1, ChronoUnit.DAYS))
                .min(Comparator.comparing(day -> checked.getOrDefault(day, Instant.MIN)))
                .filter(day -> checked.getOrDefault(day, Instant.MIN).isBefore(now.minus(OFTEN_ENOUGH)));
    }
}
