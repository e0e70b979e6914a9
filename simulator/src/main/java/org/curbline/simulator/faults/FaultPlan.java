package org.curbline.simulator.faults;

import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.curbline.protocol.KioskId;

/** Which faults befall kiosks, and when. Pure: asked again, it says the same. Safe for every thread. */
@FunctionalInterface
public interface FaultPlan {
    /** Nothing goes wrong. */
    FaultPlan NONE = (kiosk, seed, startMillis) -> Collections.emptyIterator();

    /**
     * The faults of one kiosk, in the order of time, one after the other; perhaps without end.
     *
     * @param seed of the whole city
     * @param startMillis true time from which on something may go wrong
     */
    Iterator<Fault> of(KioskId kiosk, long seed, long startMillis);

    /** The same faults for every kiosk. */
    static FaultPlan everywhere(List<Fault> faults) {
        List<Fault> inOrder = faults.stream()
                .sorted(Comparator.comparingLong(Fault::fromMillis))
                .toList();
        return (kiosk, seed, startMillis) -> inOrder.iterator();
    }
}
