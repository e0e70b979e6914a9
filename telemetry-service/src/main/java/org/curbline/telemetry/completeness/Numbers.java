package org.curbline.telemetry.completeness;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The numbers of one kiosk's events within a time, run by run. Not thread-safe. */
final class Numbers {
    private final Map<String, TreeMap<Long, Long>> runs = new TreeMap<>();

    /** @param at when the event is of, in nanoseconds since the epoch */
    void add(String run, long seq, long at) {
        runs.computeIfAbsent(run, none -> new TreeMap<>()).put(seq, at);
    }

    long stored() {
        return runs.values().stream().mapToLong(TreeMap::size).sum();
    }

    long missing() {
        return holes().stream().mapToLong(Hole::missing).sum();
    }

    /** Between the first and the last number of each run. */
    List<Hole> holes() {
        List<Hole> holes = new ArrayList<>();
        runs.forEach((run, numbers) -> {
            Map.Entry<Long, Long> before = numbers.firstEntry();
            for (Map.Entry<Long, Long> number : numbers.entrySet()) {
                if (number.getKey() > before.getKey() + 1) {
                    holes.add(new Hole(
                            run, before.getKey() + 1, number.getKey() - 1, before.getValue(), number.getValue()));
                }
                before = number;
            }
        });
        return holes;
    }

    /**
     * Numbers that are not there.
     *
     * @param run which life of the kiosk's memory; empty for the first
     * @param afterNanos when the event before them is of
     * @param beforeNanos when the event behind them is of
     */
    record Hole(String run, long first, long last, long afterNanos, long beforeNanos) {
        long missing() {
            return last - first + 1;
        }
    }
}
