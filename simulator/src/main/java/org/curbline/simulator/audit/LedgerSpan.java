package org.curbline.simulator.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.curbline.simulator.ledger.LedgerIndex;
import org.jspecify.annotations.Nullable;

/**
 * The time that a ledger's events are of, and a minute around it, so that an event with a wrong time is still seen.
 *
 * @param from inclusive
 * @param to exclusive
 */
record LedgerSpan(Instant from, Instant to) {
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** Null of a ledger without events. */
    static @Nullable LedgerSpan of(LedgerIndex index) {
        long first = index.firstEventMillis();
        long last = index.lastEventMillis();
        return first > last
                ? null
                : new LedgerSpan(
                        Instant.ofEpochMilli(first).minus(MARGIN),
                        Instant.ofEpochMilli(last).plus(MARGIN));
    }

    /** To the second, for people. */
    String text() {
        return from.truncatedTo(ChronoUnit.SECONDS) + " to " + to.truncatedTo(ChronoUnit.SECONDS);
    }

    boolean holds(Instant begin, Instant end) {
        return !begin.isBefore(from) && !end.isAfter(to);
    }

    /** Cut into pieces that are no longer than that. */
    List<LedgerSpan> pieces(Duration longest) {
        List<LedgerSpan> pieces = new ArrayList<>();
        for (Instant begin = from; begin.isBefore(to); begin = begin.plus(longest)) {
            Instant end = begin.plus(longest);
            pieces.add(new LedgerSpan(begin, end.isBefore(to) ? end : to));
        }
        return pieces;
    }
}
