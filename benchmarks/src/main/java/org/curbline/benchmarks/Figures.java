package org.curbline.benchmarks;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was measured of one system.
 *
 * @param perSecond messages stored and acknowledged in a second
 * @param latency of the acknowledgements; empty where there are none
 * @param sent events that were acknowledged in all, with those of the warming up
 * @param stored events the store itself counts afterwards
 */
record Figures(
        Scenario scenario,
        double perSecond,
        Optional<Latency> latency,
        long sent,
        long stored,
        List<ProcessFigures> processes) {
    /** The round in the middle, by messages a second, of all that were measured of one system. */
    static Figures middle(Scenario scenario, List<Figures> rounds) {
        List<Figures> sorted = rounds.stream()
                .filter(each -> each.scenario() == scenario)
                .sorted(Comparator.comparingDouble(Figures::perSecond))
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    /** What one process cost for each message. */
    double cpuMicros(String process) {
        return processes.stream()
                .filter(each -> each.name().equals(process))
                .mapToDouble(ProcessFigures::cpuMicrosPerMessage)
                .sum();
    }

    /** Milliseconds from publish to acknowledgement. */
    record Latency(double p50Millis, double p99Millis) {}

    /** What one process used. */
    record ProcessFigures(String name, double cpuMicrosPerMessage, long residentKilobytes, long peakKilobytes) {}
}
