package org.curbline.benchmarks.status;

import java.util.ArrayList;
import java.util.List;

/**
 * What held when, one after the other.
 *
 * @param begins milliseconds, ascending
 * @param values from each on
 */
record Stretches<T>(List<Long> begins, List<T> values) {
    Stretches() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    void add(long at, T value) {
        begins.add(at);
        values.add(value);
    }

    /** Hands over every stretch that reaches into a range, cut off at its ends. */
    void within(long from, long to, Visitor<T> visitor) {
        for (int i = 0; i < begins.size(); i++) {
            long begin = Math.max(from, begins.get(i));
            long end = i + 1 < begins.size() ? Math.min(to, begins.get(i + 1)) : to;
            if (begin < end) {
                visitor.stretch(values.get(i), begin, end);
            }
        }
    }

    /** Takes one stretch. */
    interface Visitor<T> {
        void stretch(T value, long from, long to);
    }
}
