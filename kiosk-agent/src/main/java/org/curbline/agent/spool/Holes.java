package org.curbline.agent.spool;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Numbers of events that were taken and that the card does not have any more, as it is damaged: numbers have no gap, so
 * that what lies between two events that can be read is missing. One thread at a time.
 */
final class Holes {
    private static final long NOWHERE = -1;

    /** From the first to the last number of each. */
    private final NavigableMap<Long, Long> holes = new TreeMap<>();

    private long first = NOWHERE;
    private long expected = NOWHERE;

    /** A file says with which number it begins. */
    void begins(long seq) {
        if (expected == NOWHERE) {
            first = seq;
            expected = seq;
        }
    }

    /** An event can be read; those before it were shown. */
    void found(long seq) {
        begins(seq);
        add(expected, seq - 1);
        expected = Math.max(expected, seq + 1);
    }

    /**
     * All that is on the card was shown; returns up to which number there is none, as all is done or was given up.
     *
     * @param doneUpTo as far as the card says
     */
    long allFound(long doneUpTo, long nextSeq) {
        begins(doneUpTo + 1);
        add(expected, nextSeq - 1);
        long done = Math.max(doneUpTo, first - 1);
        settled(done);
        return done;
    }

    /** From the first to the last number, if there is any, none can be read. */
    void add(long from, long to) {
        if (from <= to) {
            holes.subMap(from, true, to, true).clear();
            holes.put(from, to);
        }
    }

    /** What is up to a number was counted. */
    void settled(long upTo) {
        Long over = null;
        while (!holes.isEmpty() && holes.firstKey() <= upTo) {
            over = holes.pollFirstEntry().getValue();
        }
        if (over != null) {
            add(upTo + 1, over);
        }
    }

    /** From one number to another. */
    List<Span> within(long from, long to) {
        return holes.headMap(to, true).entrySet().stream()
                .filter(hole -> hole.getValue() >= from)
                .map(hole -> new Span(Math.max(from, hole.getKey()), Math.min(to, hole.getValue())))
                .toList();
    }
}
