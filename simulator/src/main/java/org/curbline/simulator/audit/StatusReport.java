package org.curbline.simulator.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.audit.StatusAnswers.Shown;
import org.curbline.simulator.audit.StatusAnswers.View;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.ledger.KioskTruth;
import org.curbline.simulator.ledger.KioskTruth.Told;

/** The result of an audit of status. */
public final class StatusReport {
    private static final int SHOWN_DIFFERENCES = 10;
    private static final int ALL = 100;

    private final Map<FaultKind, Integer> faults;
    private final Map<View, Integer> services;
    private final Map<View, Integer> intervals;
    private final List<Difference> differences;
    private final Worked worked;
    private final int behind;
    private final int leftOut;

    private StatusReport(Builder built) {
        this.faults = new EnumMap<>(built.faults);
        this.services = new EnumMap<>(built.services);
        this.intervals = new EnumMap<>(built.intervals);
        this.differences = List.copyOf(built.differences);
        this.worked = built.worked;
        this.behind = built.behind;
        this.leftOut = built.leftOut;
    }

    /** What differs by more than is promised. */
    public List<Difference> differences() {
        return differences;
    }

    /** Whether everything that was said is what was true, as far as is promised. */
    public boolean agrees() {
        return differences.isEmpty();
    }

    /** A small table, and the first differences. */
    public String text() {
        StringBuilder text = new StringBuilder("faults     ");
        text.append(
                faults.isEmpty()
                        ? "none"
                        : faults.entrySet().stream()
                                .map(each -> each.getKey().word() + ' ' + each.getValue())
                                .collect(Collectors.joining("  ")));
        services.forEach((view, count) -> text.append(String.format(
                Locale.ROOT,
                "%n%-10s services %d  intervals %d  differing %d",
                view.word(),
                count,
                intervals.get(view),
                differences.stream()
                        .filter(each -> each.what.equals(view.word()))
                        .count())));
        if (worked.ofAll > 0) {
            text.append(String.format(
                    Locale.ROOT,
                    "%navailable  answered %.3f %%  truly %.3f %%  differing from what is known %d",
                    ALL * worked.answered / worked.ofAll,
                    ALL * worked.truly / worked.ofAll,
                    differences.stream()
                            .filter(each -> each.what.equals("availability"))
                            .count()));
        }
        if (behind > 0) {
            text.append(
                            "\nbehind     kiosks whose seen history is not compared, as they told of their past for too long ")
                    .append(behind);
        }
        if (leftOut > 0) {
            text.append("\nforeign    kiosks not compared, as others reported for them ")
                    .append(leftOut);
        }
        differences.stream().limit(SHOWN_DIFFERENCES).forEach(difference -> text.append("\n  ")
                .append(difference.text));
        return text.toString();
    }

    /**
     * Something that differs.
     *
     * @param what the view, or availability
     * @param state what is shown; empty for availability
     * @param fromMillis since when
     * @param toMillis until when
     */
    public record Difference(
            String what, KioskId kiosk, Service service, String state, long fromMillis, long toMillis, String text) {
        static Difference of(KioskId kiosk, Service service, View view, Shown shown, KioskTruth truth) {
            String text = view.word() + ": " + kiosk + ' ' + service.word() + " is shown " + shown.state()
                    + (shown.reason().isEmpty() ? "" : " (" + shown.reason() + ')') + " from "
                    + Instant.ofEpochMilli(shown.fromMillis()) + " to " + Instant.ofEpochMilli(shown.toMillis()) + "; "
                    + truth(truth.states(service), shown.fromMillis());
            return new Difference(
                    view.word(), kiosk, service, shown.state(), shown.fromMillis(), shown.toMillis(), text);
        }

        static Difference ofAvailability(KioskId kiosk, Service service, double answered, double known) {
            String text = String.format(
                    Locale.ROOT,
                    "availability: %s %s worked for %.3f s; by what is known of it %.3f s",
                    kiosk,
                    service.word(),
                    answered,
                    known);
            return new Difference("availability", kiosk, service, "", Long.MIN_VALUE, Long.MAX_VALUE, text);
        }

        private static String truth(List<Told> states, long at) {
            TrueState holds = null;
            for (Told each : states) {
                if (holds == null || each.state().atMillis() <= at) {
                    holds = each.state();
                }
            }
            if (holds == null) {
                return "nothing is true of it";
            }
            return "it is " + holds.is() + " and says "
                    + (holds.says() == null ? "nothing" : holds.says().toString()) + " since "
                    + Instant.ofEpochMilli(holds.atMillis()) + ", heard "
                    + holds.heard().word();
        }
    }

    /** Seconds in which services worked, as answered and as true, of all seconds. */
    record Worked(double answered, double truly, double ofAll) {}

    /** Collects one. Not thread-safe. */
    static final class Builder {
        private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
        private final Map<View, Integer> services = new EnumMap<>(View.class);
        private final Map<View, Integer> intervals = new EnumMap<>(View.class);
        private final List<Difference> differences = new ArrayList<>();
        private Worked worked = new Worked(0, 0, 0);
        private int behind;
        private int leftOut;

        void fault(Fault fault) {
            faults.merge(fault.kind(), 1, Integer::sum);
        }

        void compared(View view, int shown) {
            services.merge(view, 1, Integer::sum);
            intervals.merge(view, shown, Integer::sum);
        }

        /** What a kiosk was seen to be is not compared. */
        void behind() {
            behind++;
        }

        /** A kiosk is not compared. */
        void leftOut() {
            leftOut++;
        }

        void difference(Difference difference) {
            differences.add(difference);
        }

        void worked(Worked more) {
            worked = new Worked(worked.answered + more.answered, worked.truly + more.truly, worked.ofAll + more.ofAll);
        }

        StatusReport build() {
            return new StatusReport(this);
        }
    }
}
