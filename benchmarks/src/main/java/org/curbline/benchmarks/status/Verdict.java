package org.curbline.benchmarks.status;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.TrueState;
import org.curbline.status.ServiceState;
import org.curbline.status.Transition;
import org.curbline.status.View;

/** What was seen of a city, compared with what was true of it, from a moment until another. Not thread-safe. */
final class Verdict {
    static final long REPORT_INTERVAL = 60_000;
    /** What a promise in intervals leaves for telling and judging. */
    private static final long A_SECOND = 1_000;

    private final long from;
    private final long to;
    private final Map<FaultKind, Detections> shown = new EnumMap<>(FaultKind.class);
    private final Map<Service, Detections> suspected = new EnumMap<>(Service.class);
    private int falseDown;
    private int falseSuspicions;

    Verdict(SimulatedCity city, long from, long to) {
        this.from = from;
        this.to = to;
        for (TrialKiosk kiosk : city.kiosks()) {
            Map<Service, Stretches<ServiceState>> seen = seen(city.store(), kiosk.id());
            for (Fault fault : kiosk.faults()) {
                if (fault.fromMillis() >= from && fault.toMillis() < to) { // one that ends with all others was cut off
                    judge(fault, seen);
                }
            }
            for (Service service : Service.values()) {
                judgeClaims(stretches(seen, service), kiosk.states(service));
            }
        }
    }

    /** How long it took until a fault of a kind was shown. */
    Map<FaultKind, Detections> shown() {
        return shown;
    }

    /** How long it took until a silent failure was suspected. */
    Map<Service, Detections> suspected() {
        return suspected;
    }

    /** How often a service was shown down that was not. */
    int falseDown() {
        return falseDown;
    }

    /** How often a service was suspected that worked. */
    int falseSuspicions() {
        return falseSuspicions;
    }

    private void judge(Fault fault, Map<Service, Stretches<ServiceState>> seen) {
        long after = -1;
        for (Service service : Service.values()) {
            if (fault.befalls(service)) {
                after = Math.max(after, firstShown(fault, stretches(seen, service)));
            }
        }
        Detections detections = fault.kind().isHidden()
                ? suspected.computeIfAbsent(Objects.requireNonNull(fault.service()), none -> new Detections())
                : shown.computeIfAbsent(fault.kind(), none -> new Detections());
        if (after == Long.MAX_VALUE) {
            detections.neverShown();
        } else {
            detections.shownAfter(after);
        }
    }

    /**
     * How long after its beginning a fault was shown of a service, and before its end; {@link Long#MAX_VALUE} if not.
     */
    private static long firstShown(Fault fault, Stretches<ServiceState> seen) {
        long[] first = {Long.MAX_VALUE};
        seen.within(fault.fromMillis(), fault.toMillis(), (state, begin, end) -> {
            if (first[0] == Long.MAX_VALUE && shows(state, fault.kind())) {
                first[0] = begin - fault.fromMillis();
            }
        });
        return first[0];
    }

    private static boolean shows(ServiceState state, FaultKind kind) {
        return switch (kind) {
            case DEAD, FLAPPING -> state == ServiceState.DOWN;
            case DEGRADED -> state == ServiceState.DEGRADED;
            case SILENT, EMPTY -> state == ServiceState.SUSPECT;
            case POWER_CUT, LOST_MEMORY, NETWORK_AWAY, HALF_OPEN, SPOOL_OVERFLOW -> state == ServiceState.UNKNOWN;
            case WRONG_CLOCK, STUCK_REPORTS -> state == ServiceState.UNKNOWN;
            case STUCK_VALUES, CORRUPTED, PERSONAL_DATA, FOREIGN_TOPIC, REPEATING, OUT_OF_ORDER, SLOW_SENDER -> false;
        };
    }

    /** Counts what was claimed to be down, or suspected, and was not for as long as a report may take. */
    private void judgeClaims(Stretches<ServiceState> seen, List<TrueState> truth) {
        seen.within(from, to, (state, begin, end) -> {
            if (state == ServiceState.DOWN && !wasDown(truth, begin - REPORT_INTERVAL - A_SECOND, end)) {
                falseDown++;
            } else if (state == ServiceState.SUSPECT && !wasDown(truth, begin - REPORT_INTERVAL, begin + 1)) {
                falseSuspicions++;
            }
        });
    }

    private static boolean wasDown(List<TrueState> truth, long from, long to) {
        for (int i = 0; i < truth.size(); i++) {
            long begin = truth.get(i).atMillis();
            long end = i + 1 < truth.size() ? truth.get(i + 1).atMillis() : Long.MAX_VALUE;
            if (begin < to && end > from && truth.get(i).is() == State.DOWN) {
                return true;
            }
        }
        return false;
    }

    private static Map<Service, Stretches<ServiceState>> seen(TrialStore store, KioskId kiosk) {
        Map<Service, Stretches<ServiceState>> seen = new EnumMap<>(Service.class);
        for (Transition transition : store.transitions(kiosk, View.SEEN)) {
            stretches(seen, transition.service()).add(transition.at().toEpochMilli(), transition.state());
        }
        return seen;
    }

    private static Stretches<ServiceState> stretches(Map<Service, Stretches<ServiceState>> all, Service service) {
        return all.computeIfAbsent(service, none -> new Stretches<>());
    }
}
