package org.curbline.benchmarks.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.FaultKind;

/**
 * The figures of a trial beside their goals.
 *
 * @param kioskDays how many days of a kiosk were measured
 * @param overdueMillis the longest that a service was up after its report had become too old
 */
record TrialFigures(double kioskDays, long overdueMillis, Verdict verdict, KnownTime known, Uptime answered) {
    private static final double DAYS_A_YEAR = 365.2425;
    private static final double SECONDS_AN_HOUR = 3_600;
    private static final int ALL = 100;
    private static final String KIND_ROW = "%-20s %6s %9s %8s %8s %10s %14s";
    private static final String SILENT_ROW = "%-20s %6s %9s %8s %8s %10s";

    /** Whether every goal is reached. */
    boolean areReached() {
        return goals().stream().allMatch(Goal::isReached);
    }

    List<Goal> goals() {
        Detections all = together(verdict.shown().values());
        Detections silent = together(verdict.suspected().values());
        double serviceYears = kioskDays * Service.values().length / DAYS_A_YEAR;
        double overdue = Math.max(0, overdueMillis / 1000.0);
        double falseDown = 1000 * verdict.falseDown() / kioskDays;
        double falseSuspicions = verdict.falseSuspicions() / serviceYears;
        double tellable = ALL * Math.abs(tellableSeconds()) / known.allSeconds();
        double difference = ALL * Math.abs(answered.seconds() - known.trulySeconds()) / known.allSeconds();
        return List.of(
                Goal.atLeast(
                        "faults shown within two report intervals",
                        "%.2f %%",
                        ALL * all.shareWithin(2 * Verdict.REPORT_INTERVAL),
                        99),
                Goal.atMost("longest up beyond the allowed age", "%.2f s", overdue, 1),
                Goal.fewer("falsely down, in 1,000 kiosk-days", falseDown, 1),
                Goal.atLeast("silent failures found as suspect", "%.2f %%", ALL * silent.shareShown(), 90),
                Goal.fewer("false suspicions of a service in a year", falseSuspicions, 1),
                Goal.atMost("availability off the truth", "%.4f %%", difference, 0.01),
                Goal.atMost("the same, of what kiosks can tell", "%.4f %%", tellable, 0.01));
    }

    /** Without what is unknown to everybody but a perfect observer: silent failures, wrong clocks, stuck reports. */
    private double tellableSeconds() {
        double seconds = known.differenceBetweenSeconds();
        for (FaultKind kind : FaultKind.values()) {
            seconds += isTellable(kind) ? known.differenceSeconds(kind) : 0;
        }
        return seconds;
    }

    private static boolean isTellable(FaultKind kind) {
        return switch (kind) {
            case DEAD, DEGRADED, FLAPPING, POWER_CUT, NETWORK_AWAY, HALF_OPEN -> true;
            case SILENT, EMPTY, WRONG_CLOCK, STUCK_REPORTS -> false;
        };
    }

    /** The goals, and then what they are made of. */
    String text() {
        List<String> lines = new ArrayList<>();
        for (Goal goal : goals()) {
            String missed = goal.isReached ? "" : "   MISSED";
            lines.add(String.format(Locale.ROOT, "%-42s %10s   %s%s", goal.what, goal.reached, goal.aim, missed));
        }
        lines.add("");
        kinds(lines);
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, SILENT_ROW, "silent failures of", "count", "found", "p50 h", "p90 h", "longest h"));
        verdict.suspected().forEach((service, found) -> lines.add(silent(service, found)));
        return String.join("\n", lines);
    }

    /** Faults that can be shown, and what each kind does to availability. */
    private void kinds(List<String> lines) {
        lines.add(String.format(
                Locale.ROOT, KIND_ROW, "fault", "count", "in time", "p50 s", "p90 s", "longest s", "availability"));
        for (FaultKind kind : FaultKind.values()) {
            Detections shown = verdict.shown().get(kind);
            String off = off(known.differenceSeconds(kind));
            lines.add(
                    shown == null
                            ? String.format(Locale.ROOT, KIND_ROW, kind.word(), "", "", "", "", "", off)
                            : String.format(
                                    Locale.ROOT,
                                    KIND_ROW,
                                    kind.word(),
                                    shown.count(),
                                    percent(shown.shareWithin(2 * Verdict.REPORT_INTERVAL)),
                                    tenths(shown.secondsAt(0.5)),
                                    tenths(shown.secondsAt(0.9)),
                                    tenths(shown.secondsAt(1)),
                                    off));
        }
        lines.add(String.format(
                Locale.ROOT, KIND_ROW, "between faults", "", "", "", "", "", off(known.differenceBetweenSeconds())));
        lines.add(String.format(
                Locale.ROOT,
                "availability %.4f %% as answered, %.4f %% as the known history says, %.4f %% truly",
                ALL * answered.seconds() / known.allSeconds(),
                ALL * known.knownSeconds() / known.allSeconds(),
                ALL * known.trulySeconds() / known.allSeconds()));
    }

    private static String silent(Service service, Detections found) {
        return String.format(
                Locale.ROOT,
                SILENT_ROW,
                service.word(),
                found.count(),
                percent(found.shareShown()),
                tenths(found.secondsAt(0.5) / SECONDS_AN_HOUR),
                tenths(found.secondsAt(0.9) / SECONDS_AN_HOUR),
                tenths(found.secondsAt(1) / SECONDS_AN_HOUR));
    }

    private String off(double seconds) {
        return String.format(Locale.ROOT, "%+.4f %%", ALL * seconds / known.allSeconds());
    }

    private static String tenths(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
    }

    private static Detections together(Iterable<Detections> parts) {
        Detections all = new Detections();
        parts.forEach(all::add);
        return all;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", ALL * share);
    }

    /** @param reached the figure */
    record Goal(String what, String reached, String aim, boolean isReached) {
        static Goal atLeast(String what, String format, double value, double limit) {
            return new Goal(what, text(format, value), "at least " + text(format, limit), value >= limit);
        }

        static Goal atMost(String what, String format, double value, double limit) {
            return new Goal(what, text(format, value), "at most " + text(format, limit), value <= limit);
        }

        static Goal fewer(String what, double value, int limit) {
            return new Goal(what, text("%.2f", value), "fewer than " + limit, value < limit);
        }

        private static String text(String format, double value) {
            return String.format(Locale.ROOT, format, value);
        }
    }
}
