package org.curbline.simulator.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.TrueState;
import org.jspecify.annotations.Nullable;

/** What was true of one kiosk: its faults, and the states of its services. Safe for every thread. */
public final class KioskTruth {
    /** No report at all. */
    public static final long NEVER = Long.MIN_VALUE;

    @GuardedBy("this")
    private final List<Fault> faults = new ArrayList<>();

    @GuardedBy("this")
    private final List<Told> states = new ArrayList<>();

    @GuardedBy("this")
    private final Map<Service, Long> reportedAt = new EnumMap<>(Service.class);

    @GuardedBy("this")
    private final Map<Service, List<Long>> unheard = new EnumMap<>(Service.class);

    @GuardedBy("this")
    private final List<Long> cuts = new ArrayList<>();

    @GuardedBy("this")
    private long lateMillis;

    @GuardedBy("this")
    private long endMillis = Long.MIN_VALUE;

    @GuardedBy("this")
    private long unmadeFrom = Long.MAX_VALUE;

    @GuardedBy("this")
    private long liveFrom = Long.MIN_VALUE;

    /** In the order of time. */
    public synchronized List<Fault> faults() {
        return List.copyOf(faults);
    }

    /** The fault that began last; null without any. */
    synchronized @Nullable Fault lastFault() {
        return faults.isEmpty() ? null : faults.get(faults.size() - 1);
    }

    /** What was true of a service, in the order of time. */
    public synchronized List<Told> states(Service service) {
        return states.stream().filter(each -> each.state.service() == service).toList();
    }

    /** The moments of which reports of a service speak that nobody was to hear: refused, or never sent. */
    public synchronized List<Long> unheard(Service service) {
        return List.copyOf(unheard.getOrDefault(service, List.of()));
    }

    /** When somebody cut its connection: what it had to say then was heard once it was back. */
    public synchronized List<Long> cuts() {
        return List.copyOf(cuts);
    }

    /** How much later others may hear of it than it tells them, for its link. */
    public synchronized long lateMillis() {
        return lateMillis;
    }

    synchronized void late(long millis) {
        lateMillis = millis;
    }

    /** The latest moment of true time that anything speaks of. */
    synchronized long endMillis() {
        return endMillis;
    }

    /** From when on nothing was made into events, as the run ended then; {@link Long#MAX_VALUE} if all was. */
    public synchronized long unmadeFrom() {
        return unmadeFrom;
    }

    synchronized void unmade(long fromMillis) {
        unmadeFrom = fromMillis;
    }

    /**
     * From when on it lived in real time; {@link Long#MAX_VALUE} if what had happened was never all told, and
     * {@link Long#MIN_VALUE} if nothing says so of this kiosk by itself.
     */
    public synchronized long liveFromMillis() {
        return liveFrom;
    }

    synchronized void live(long fromMillis) {
        liveFrom = fromMillis;
    }

    synchronized void behind() {
        liveFrom = Long.MAX_VALUE;
    }

    /** One ends when the next begins: nothing has two at once. */
    synchronized void begins(Fault fault) {
        ended(fault.fromMillis());
        faults.add(fault);
        endMillis = Math.max(endMillis, fault.fromMillis());
    }

    /** The last fault ended at a moment, before it was to. */
    synchronized void ended(long millis) {
        int last = faults.size() - 1;
        if (last >= 0 && faults.get(last).toMillis() > millis) {
            faults.set(last, faults.get(last).until(millis));
        }
    }

    synchronized void holds(TrueState state) {
        states.add(new Told(state, reportedAt.getOrDefault(state.service(), NEVER)));
        endMillis = Math.max(endMillis, state.atMillis());
    }

    synchronized void cut(long atMillis) {
        cuts.add(atMillis);
    }

    synchronized void unheard(ServiceReport report) {
        unheard.computeIfAbsent(report.service(), none -> new ArrayList<>())
                .add(report.id().atMillis());
    }

    synchronized void happens(KioskEvent event) {
        unmadeFrom = Long.MAX_VALUE; // the run goes on
        long at = event.id().atMillis();
        if (clockIsWrong()) {
            return; // what a wrong clock says is nothing to go by
        }
        endMillis = Math.max(endMillis, at);
        if (event instanceof ServiceReport report) {
            reportedAt.put(report.service(), at);
        }
    }

    /** Until a state is told that holds since the end of the fault: events come in the order in which they happen. */
    @GuardedBy("this")
    private boolean clockIsWrong() {
        Fault last = lastFault();
        return last != null
                && last.clockMillis() != 0
                && (states.isEmpty() || states.get(states.size() - 1).state().atMillis() < last.toMillis());
    }

    /**
     * What was true from a moment on.
     *
     * @param reportedAt the moment the kiosk's last report before it speaks of; {@link #NEVER} without one
     */
    public record Told(TrueState state, long reportedAt) {}
}
