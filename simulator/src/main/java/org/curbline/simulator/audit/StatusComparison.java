package org.curbline.simulator.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.simulator.audit.StatusAnswers.Shown;
import org.curbline.simulator.audit.StatusAnswers.View;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.faults.TrueState.Heard;
import org.curbline.simulator.ledger.KioskTruth;
import org.curbline.simulator.ledger.KioskTruth.Told;
import org.jspecify.annotations.Nullable;

/**
 * What was said of one service beside what was true of it. Each thing that was true allows one state to be said, from
 * its beginning until as long after its end as is promised: until the next report when the kiosk says something else,
 * until its last report is too old when it says no more. What is said and not allowed differs.
 */
final class StatusComparison {
    private static final long SECOND = 1_000;
    private static final long REPORT_INTERVAL = Duration.ofMinutes(1).toMillis();
    /** Until a kiosk whose network is back has connected again. */
    private static final long RECONNECT = Duration.ofSeconds(20).toMillis();
    /** Use tells of a silent failure when somebody should have come, and of its end when somebody has. */
    private static final long USE = Duration.ofDays(1).toMillis();

    private static final String UNKNOWN = "unknown";
    private static final String ANY = "";

    private final View view;
    private final long allowedAge;
    /** Until a report has come through its kiosk's link. */
    private final long late;

    private final List<Allowed> allowed = new ArrayList<>();

    /** @param endMillis where the ledger ends, and every fault with it */
    StatusComparison(KioskTruth truth, Service service, View view, Duration allowedAge, long endMillis) {
        this.view = view;
        this.allowedAge = allowedAge.toMillis();
        this.late = truth.lateMillis();
        List<Told> states = truth.states(service);
        allowed.add(new Allowed(UNKNOWN, Long.MIN_VALUE, begin(states) + RECONNECT + REPORT_INTERVAL + SECOND + late));
        for (int i = 0; i < states.size(); i++) {
            Told next = i + 1 < states.size() ? states.get(i + 1) : null;
            allow(states.get(i).state(), next);
            if (view == View.SEEN && states.get(i).state().heard() == Heard.LATER) {
                allowFresh(
                        states.get(i).state(),
                        next == null ? endMillis : next.state().atMillis());
            }
        }
        for (long at : truth.unheard(service)) {
            allowed.add(new Allowed(UNKNOWN, at - SECOND, at + REPORT_INTERVAL + SECOND + late));
        }
        if (view == View.SEEN) {
            truth.cuts().forEach(this::allowUntilBack);
        } else {
            truth.faults().stream().filter(fault -> fault.clockMillis() != 0).forEach(this::allowShadow);
        }
    }

    /**
     * From when on a kiosk that has told its past must be shown as it is: with its next report, as a gateway may miss
     * what a whole fleet's spools tell it at once; {@link Long#MAX_VALUE} if it never has.
     */
    static long shownAfter(KioskTruth truth) {
        long told = truth.liveFromMillis();
        return told == Long.MAX_VALUE ? told : told + REPORT_INTERVAL + SECOND + truth.lateMillis();
    }

    /** The parts of what is shown that nothing allows, none of them shorter than a second. */
    List<Shown> differing(List<Shown> shown) {
        List<Shown> differing = new ArrayList<>();
        for (Shown each : shown) {
            if (!each.state().equals("maintenance") && !each.reason().equals("not-observed")) {
                without(each, differing);
            }
        }
        return differing;
    }

    private static long begin(List<Told> states) {
        return states.isEmpty() ? Long.MAX_VALUE / 2 : states.get(0).state().atMillis();
    }

    private void allow(TrueState state, @Nullable Told next) {
        String word = word(state);
        long from = state.atMillis() - SECOND;
        if (next == null) {
            allowed.add(new Allowed(word, from, Long.MAX_VALUE));
        } else {
            allowed.add(new Allowed(word, from, until(word, next) + SECOND + late));
        }
        if (state.is() == State.DOWN && state.says() == State.UP) {
            long end = next == null ? Long.MAX_VALUE : next.state().atMillis() + USE;
            allowed.add(new Allowed("suspect", state.atMillis() - USE, end));
        }
    }

    /** What a spool tells counts from the moment it speaks of, if it is still fresh. */
    private void allowFresh(TrueState state, long back) {
        if (state.says() != null) {
            String word = state.says().name().toLowerCase(Locale.ROOT);
            allowed.add(new Allowed(word, back - allowedAge - SECOND, back + RECONNECT + REPORT_INTERVAL + late));
        }
    }

    private long until(String word, Told next) {
        long end = next.state().atMillis();
        if (word.equals(UNKNOWN)) {
            return end + RECONNECT + REPORT_INTERVAL;
        }
        if (word(next.state()).equals(UNKNOWN)) {
            return (next.reportedAt() == KioskTruth.NEVER ? end : next.reportedAt()) + allowedAge;
        }
        return end + REPORT_INTERVAL;
    }

    /** What was shown when a connection was cut may be shown, and grow too old, until the kiosk is back. */
    private void allowUntilBack(long cut) {
        long back = cut + RECONNECT + SECOND + late;
        allowed.add(new Allowed(UNKNOWN, cut - SECOND, back));
        allowed.replaceAll(each ->
                each.from <= cut && each.to >= cut && each.to < back ? new Allowed(each.state, each.from, back) : each);
    }

    /** What a kiosk with a wrong clock reports is taken for what was true at the time it speaks of. */
    private void allowShadow(Fault fault) {
        allowed.add(new Allowed(
                ANY,
                fault.fromMillis() + fault.clockMillis() - REPORT_INTERVAL,
                fault.toMillis() + fault.clockMillis() + allowedAge + SECOND));
    }

    private String word(TrueState state) {
        boolean heard = state.heard() == Heard.NOW || (view == View.KNOWN && state.heard() == Heard.LATER);
        return heard && state.says() != null ? state.says().name().toLowerCase(Locale.ROOT) : UNKNOWN;
    }

    private void without(Shown shown, List<Shown> differing) {
        long at = shown.fromMillis();
        while (at < shown.toMillis()) {
            long covered = at;
            long next = shown.toMillis();
            for (Allowed each : allowed) {
                if (each.state.equals(shown.state()) || each.state.equals(ANY)) {
                    if (each.from <= at) {
                        covered = Math.max(covered, each.to);
                    } else {
                        next = Math.min(next, each.from);
                    }
                }
            }
            if (covered > at) {
                at = covered;
            } else {
                if (next - at > SECOND) {
                    differing.add(new Shown(shown.state(), shown.reason(), at, next));
                }
                at = next;
            }
        }
    }

    /** A state may be said from one moment to another. */
    private record Allowed(String state, long from, long to) {}
}
