package org.curbline.benchmarks.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.curbline.benchmarks.chaos.ChaosPlan.Part;
import org.curbline.simulator.audit.AuditCounts;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.StatusReport;
import org.curbline.simulator.audit.StatusReport.Difference;

/** What came of a round. */
record ChaosResult(long seed, Done done, AuditReport usage, StatusReport status) {
    /** How much longer than the report interval a report counts. */
    private static final Duration BEYOND_A_REPORT = Duration.ofMinutes(1);

    static final String HEAD =
            """
            | seed | kills: gateway | influxd | telemetry service | stops | cuts | seconds | events | lost | twice | differing \
            | waiting | states wrong | late | not seen |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    /** What is not as it was, but for what nobody promised while gateway or store is down. */
    List<Difference> wrong() {
        return status.differences().stream()
                .filter(each -> !isNotSeen(each) && !isLate(each))
                .toList();
    }

    /** Nothing was seen, and that is what was shown. */
    private static boolean isNotSeen(Difference difference) {
        return difference.what().equals("seen") && difference.state().equals("unknown");
    }

    /**
     * It was shown until its report was too old at most; to differ it must be shown longer than the next report takes.
     */
    private static boolean isLate(Difference difference) {
        return difference.what().equals("seen")
                && !difference.state().equals("unknown")
                && difference.toMillis() - difference.fromMillis() < BEYOND_A_REPORT.toMillis();
    }

    private long count(Predicate<Difference> which) {
        return status.differences().stream().filter(which).count();
    }

    boolean isRight() {
        return usage.balances() && wrong().isEmpty();
    }

    int kills() {
        return done.kills.values().stream().mapToInt(each -> each).sum();
    }

    String row() {
        AuditCounts counts = usage.counts();
        return String.format(
                Locale.ROOT,
                "| %d | %d | %d | %d | %d | %d | %d | %,d | %d | %d | %d | %d | %d | %d | %d |",
                seed,
                done.kills(Part.GATEWAY),
                done.kills(Part.STORE),
                done.kills(Part.TELEMETRY_SERVICE),
                done.stops,
                done.cuts,
                done.chaos.toSeconds(),
                counts.sent(),
                counts.lost(),
                counts.twice(),
                counts.differing() + counts.unknown(),
                counts.waiting(),
                wrong().size(),
                count(ChaosResult::isLate),
                count(ChaosResult::isNotSeen));
    }

    String details() {
        StringBuilder text = new StringBuilder(usage.text());
        wrong().forEach(each -> text.append("\n  ").append(each.text()));
        return text.append('\n').append(status.text()).toString();
    }

    /** What was done, and how long it took: the chaos alone, and all. */
    record Done(Map<Part, Integer> kills, int stops, int cuts, Duration chaos, Duration all) {
        int kills(Part part) {
            return kills.getOrDefault(part, 0);
        }
    }
}
