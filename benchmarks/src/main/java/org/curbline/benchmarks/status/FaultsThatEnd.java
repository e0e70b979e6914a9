package org.curbline.benchmarks.status;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultPlan;

/** Another plan's faults, until a moment at which all that is wrong ends. */
record FaultsThatEnd(FaultPlan plan, long endMillis) implements FaultPlan {
    @Override
    public Iterator<Fault> of(KioskId kiosk, long seed, long startMillis) {
        List<Fault> faults = new ArrayList<>();
        Iterator<Fault> all = plan.of(kiosk, seed, startMillis);
        while (all.hasNext()) {
            Fault fault = all.next();
            if (fault.fromMillis() >= endMillis) {
                break;
            }
            faults.add(new Fault(
                    fault.kind(),
                    fault.service(),
                    fault.fromMillis(),
                    Math.min(fault.toMillis(), endMillis),
                    fault.clockMillis()));
        }
        return faults.iterator();
    }
}
