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
    private static final int SHOWN_DIFFERENCES = 10;

    public UsageReport {
        differences = List.copyOf(differences);
    }

    /** Whether every answer was what the stored events come to. */
    public boolean agrees() {
        return differences.isEmpty();
    }

    /** A line, and the first differences. */
    public String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "usage      answers %d  rows %d  differing %d", questions, rows, differences.size()));
        differences.stream().limit(SHOWN_DIFFERENCES).forEach(difference -> text.append("\n  usage ")
                .append(difference));
        return text.toString();
    }
}
