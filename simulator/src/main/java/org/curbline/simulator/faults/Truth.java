package org.curbline.simulator.faults;

import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import org.curbline.protocol.Service;
import org.jspecify.annotations.Nullable;

/** What is true of one kiosk's services, told change by change. Not safe for several threads. */
public final class Truth {
    private final FaultCourse faults;
    private final Map<Service, TrueState> told = new EnumMap<>(Service.class);
    private @Nullable Fault begun;
    private long next;

    /** @param startMillis true time at which the kiosk is switched on */
    public Truth(Iterator<Fault> faults, long startMillis) {
        this.faults = new FaultCourse(faults);
        this.next = startMillis;
    }

    /** Somebody makes a fault happen, later than was told of. */
    public void add(Fault fault) {
        faults.add(fault);
        next = Math.min(next, fault.fromMillis());
    }

    /** The last fault by hand ends at a moment, later than was told of. */
    public void endLast(long millis) {
        faults.endLast(millis);
        next = Math.min(next, millis);
    }

    /**
     * Tells of every fault that begins, and every state that changes, up to a moment; of every service's first state,
     * too.
     */
    public void tell(long untilMillis, Listener listener) {
        while (next <= untilMillis) {
            Fault fault = faults.at(next);
            if (fault != null && !fault.isSameAs(begun)) {
                begun = fault;
                listener.begins(fault);
            }
            for (Service service : Service.values()) {
                TrueState state = TrueState.under(fault, service, next);
                if (!state.saysAs(told.get(service))) {
                    told.put(service, state);
                    listener.holds(state);
                }
            }
            next = faults.nextChange(next);
        }
    }

    /** Who is told, in the order of time. */
    public interface Listener {
        /** A fault begins. */
        void begins(Fault fault);

        /** A state begins. */
        void holds(TrueState state);
    }
}
