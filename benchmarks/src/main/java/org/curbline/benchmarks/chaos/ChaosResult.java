package org.curbline.benchmarks.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.curbline.benchmarks.chaos.ChaosPlan.Act;
import org.curbline.benchmarks.chaos.ChaosPlan.Kind;
import org.curbline.simulator.audit.AuditCounts;
import org.curbline.simulator.audit.StatusReport.Difference;
import org.curbline.simulator.audit.WholeAudit;

/** What came of a round. */
record ChaosResult(long seed, Done done, WholeAudit.Result audited) {
    /** How much longer than the report interval a report counts. */
    private static final Duration BEYOND_A_REPORT = Duration.ofMinutes(1);

    static final String HEAD =
            """
            | seed | kills: gateways | influxd | PostgreSQL | telemetry service | stops | fills | cuts | seconds | events | lost | twice \
            | differing | waiting | refused | answers wrong | states wrong | late | not seen |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    /** What is shown of status and was not so, but for what nobody promised while gateway or store is down. */
    List<Difference> wrong() {
        return differences().stream()
                .filter(each -> !isNotSeen(each) && !isLate(each))
                .toList();
    }

    private List<Difference> differences() {
        return audited.status() == null ? List.of() : audited.status().differences();
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
        return differences().stream().filter(which).count();
    }

    boolean isRight() {
        return audited.events().balances() && audited.answersAgree() && wrong().isEmpty();
    }

    int kills() {
        return done.kills.values().stream().mapToInt(each -> each).sum();
    }

    String row() {
        AuditCounts counts = audited.events().counts();
        return String.format(
                Locale.ROOT,
                "| %d | %d | %d | %d | %d | %d | %d | %d | %d | %,d | %d | %d | %d | %d | %s | %d | %d | %d | %d |",
                seed,
                done.kills(Kind.GATEWAY),
                done.kills(Kind.STORE),
                done.kills(Kind.REGISTRY),
                done.kills(Kind.TELEMETRY_SERVICE),
                done.acts(Act.STOP),
                done.acts(Act.FILL),
                done.acts(Act.CUT),
                done.chaos.toSeconds(),
                counts.sent(),
                counts.lost(),
                counts.twice(),
                counts.differing() + counts.unknown(),
                counts.waiting(),
                audited.events().refusalsAgree() ? "right" : "WRONG",
                audited.answers().stream()
                        .mapToInt(each -> each.differences().size())
                        .sum(),
                wrong().size(),
                count(ChaosResult::isLate),
                count(ChaosResult::isNotSeen));
    }

    /** What is wrong first, and then all that the audit says. */
    String details() {
        StringBuilder text = new StringBuilder();
        wrong().forEach(each -> text.append("  ").append(each.text()).append('\n'));
        return text.append(audited.text()).toString();
    }

    /**
     * What was done.
     *
     * @param chaos how long it took
     */
    record Done(Map<Kind, Integer> kills, Map<Act, Integer> acts, Duration chaos) {
        int kills(Kind kind) {
            return kills.getOrDefault(kind, 0);
        }

        int acts(Act act) {
            return acts.getOrDefault(act, 0);
        }
    }
}
