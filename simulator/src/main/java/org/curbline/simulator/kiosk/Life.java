package org.curbline.simulator.kiosk;

import org.curbline.demand.KioskDemand;
import org.curbline.simulator.faults.Affliction;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultCourse;
import org.curbline.simulator.faults.Truth;
import org.curbline.simulator.hardware.Hardware;
import org.curbline.simulator.ledger.Past;
import org.jspecify.annotations.Nullable;

/**
 * What a kiosk goes through. Not safe for several threads.
 *
 * @param demand what it reports, faults included
 * @param affliction the faults in it
 * @param faults what becomes of its connection
 * @param truth what the ledger is told of it
 * @param hardware what it is built of
 * @param past what is known of it from before a kill, which the demand has gone past; null if it is new
 */
public record Life(
        KioskDemand demand,
        Affliction affliction,
        FaultCourse faults,
        Truth truth,
        Hardware hardware,
        Past.@Nullable OfKiosk past) {

    /** Somebody makes a fault happen, after everything so far. */
    public void add(Fault fault) {
        affliction.add(fault);
        faults.add(fault);
        truth.add(fault);
    }

    /** The last fault that somebody made happen ends at a moment after everything so far. */
    void endLast(long millis) {
        affliction.endLast(millis);
        faults.endLast(millis);
        truth.endLast(millis);
    }
}
