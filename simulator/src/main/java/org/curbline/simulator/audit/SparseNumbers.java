package org.curbline.simulator.audit;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers of events. Those of a fleet lie close together and take a bit each; what others send in its kiosks' names may
 * have any number, and takes no more room for being large. Not thread-safe.
 */
final class SparseNumbers {
    private static final int TOGETHER = 1 << 12;

    private final Map<Long, BitSet> pieces = new HashMap<>();
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    /** @param number 0 or more */
    void add(long number) {
        pieces.computeIfAbsent(number / TOGETHER, none -> new BitSet()).set((int) (number % TOGETHER));
        first = Math.min(first, number);
        last = Math.max(last, number);
    }

    /** How many different ones there are. */
    long count() {
        return pieces.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    /** How many there are not between the first and the last one. */
    long missing() {
        return pieces.isEmpty() ? 0 : last - first + 1 - count();
    }
}
