package org.curbline.benchmarks.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.curbline.benchmarks.status.KnownTime.Mistake;
import org.curbline.benchmarks.status.KnownTime.Spent;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.status.ServiceState;

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
    private static final String KIND_ROW = "%-20s %6s %9s %8s %8s %10s";
    private static final String OFF_ROW = "%-20s %11s %11s %11s %11s %11s";
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
        Spent certain = known.known();
        double ofKnown = ALL * Math.abs(answered.shareOfKnown() - certain.trulySeconds() / certain.seconds());
        double ofAll = ALL * Math.abs(answered.workedSeconds() - known.all().trulySeconds()) / allSeconds();
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
                Goal.atMost("availability off the truth, of known time", "%.4f %%", ofKnown, 0.01),
                Goal.atMost("the same, unknown as not working", "%.4f %%", ofAll, 0.01));
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
        mistakes(lines);
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, SILENT_ROW, "silent failures of", "count", "found", "p50 h", "p90 h", "longest h"));
        verdict.suspected().forEach((service, found) -> lines.add(silent(service, found)));
        return String.join("\n", lines);
    }

    /** Faults that can be shown. */
    private void kinds(List<String> lines) {
        lines.add(String.format(Locale.ROOT, KIND_ROW, "fault", "count", "in time", "p50 s", "p90 s", "longest s"));
        verdict.shown()
                .forEach((kind, shown) -> lines.add(String.format(
                        Locale.ROOT,
                        KIND_ROW,
                        kind.word(),
                        shown.count(),
                        percent(shown.shareWithin(2 * Verdict.REPORT_INTERVAL)),
                        tenths(shown.secondsAt(0.5)),
                        tenths(shown.secondsAt(0.9)),
                        tenths(shown.secondsAt(1)))));
    }

    /** By how much of the time what is known differs from what is true, by what it comes from. */
    private void mistakes(List<String> lines) {
        lines.add(String.format(
                Locale.ROOT, OFF_ROW, "availability off by", "not known", "doubted", "said down", "believed", "sum"));
        for (FaultKind kind : FaultKind.ofState()) {
            lines.add(mistakes(kind.word()));
        }
        lines.add(mistakes(KnownTime.BETWEEN_FAULTS));
        lines.add(mistakes(KnownTime.ALL));
        Spent suspect = known.in(ServiceState.SUSPECT);
        lines.add(String.format(
                Locale.ROOT,
                "known %.4f %% of the time; of that available %.4f %% as answered, %.4f %% truly",
                ALL * known.known().seconds() / allSeconds(),
                ALL * answered.shareOfKnown(),
                ALL * known.known().trulySeconds() / known.known().seconds()));
        lines.add(String.format(
                Locale.ROOT,
                "of all time available %.4f %% as answered, %.4f %% as the known history says, %.4f %% truly",
                ALL * answered.workedSeconds() / allSeconds(),
                ALL * known.worksSeconds() / allSeconds(),
                ALL * known.all().trulySeconds() / allSeconds()));
        lines.add(String.format(
                Locale.ROOT,
                "suspect %.4f %% of the time: %.4f %% truly not working, %.4f %% working",
                ALL * suspect.seconds() / allSeconds(),
                ALL * (suspect.seconds() - suspect.trulySeconds()) / allSeconds(),
                ALL * suspect.trulySeconds() / allSeconds()));
    }

    private String mistakes(String cause) {
        return String.format(
                Locale.ROOT,
                OFF_ROW,
                cause,
                off(-known.seconds(cause, Mistake.NOT_KNOWN)),
                off(-known.seconds(cause, Mistake.DOUBTED)),
                off(-known.seconds(cause, Mistake.SAID_DOWN)),
                off(known.seconds(cause, Mistake.BELIEVED)),
                off(known.differenceSeconds(cause)));
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
        return seconds == 0 ? "" : String.format(Locale.ROOT, "%+.4f %%", ALL * seconds / allSeconds());
    }

    private double allSeconds() {
        return known.all().seconds();
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
