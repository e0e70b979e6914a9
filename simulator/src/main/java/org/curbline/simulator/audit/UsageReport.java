package org.curbline.simulator.audit;

import java.util.List;
import java.util.Locale;

/**
 * The result of an audit of usage.
 *
 * @param questions how many were asked
 * @param rows how many rows the answers had
 * @param differences each in a sentence
 */
public record UsageReport(int questions, int rows, List<String> differences) {
    public UsageReport {
        differences = List.copyOf(differences);
    }

    /** Whether every answer was what the stored events come to. */
    public boolean agrees() {
        return differences.isEmpty();
    }

    /** A line, and the first differences. */
    public String text() {
        return compared().text();
    }

    Compared compared() {
        String line = String.format(
                Locale.ROOT, "usage      answers %d  rows %d  differing %d", questions, rows, differences.size());
        return new Compared(line, differences.stream().map("usage "::concat).toList());
    }
}
