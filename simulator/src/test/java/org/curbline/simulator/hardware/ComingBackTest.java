package org.curbline.simulator.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.junit.jupiter.api.Test;

class ComingBackTest {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final HardwarePlan PI_3 = new HardwarePlan(List.of(new HardwarePlan.Share(Hardware.PI_3, 1)));

    @Test
    void afterACutItStartsAndThenItsClockGoesOnFromWherePowerWent() {
        assertEquals(
                List.of(
                        Fault.of(FaultKind.POWER_CUT, 10_000, 95_000),
                        new Fault(FaultKind.WRONG_CLOCK, null, 95_000, 155_000, -85_000)),
                on(PI_3, Fault.of(FaultKind.POWER_CUT, 10_000, 20_000)));
    }

    @Test
    void whatWouldOverlapTheNextFaultIsLeftOut() {
        Fault next = Fault.of(FaultKind.HALF_OPEN, 100_000, 110_000);
        assertEquals(
                List.of(
                        Fault.of(FaultKind.LOST_MEMORY, 10_000, 95_000),
                        new Fault(FaultKind.WRONG_CLOCK, null, 95_000, 100_000, -85_000),
                        next),
                on(PI_3, Fault.of(FaultKind.LOST_MEMORY, 10_000, 20_000), next));
        Fault soon = Fault.of(FaultKind.HALF_OPEN, 50_000, 110_000);
        assertEquals(
                List.of(Fault.of(FaultKind.POWER_CUT, 10_000, 50_000), soon),
                on(PI_3, Fault.of(FaultKind.POWER_CUT, 10_000, 20_000), soon));
    }

    @Test
    void otherFaultsAndIdealKiosksAreAsTheyWere() {
        Fault cut = Fault.of(FaultKind.POWER_CUT, 10_000, 20_000);
        Fault other = Fault.of(FaultKind.NETWORK_AWAY, 30_000, 40_000);
        FaultPlan plan = FaultPlan.everywhere(List.of(cut, other));
        assertSame(plan, ComingBack.of(plan, HardwarePlan.IDEAL));
        HardwarePlan nobody = new HardwarePlan(List.of(new HardwarePlan.Share(Hardware.PI_3, 0)));
        assertEquals(List.of(cut, other), on(nobody, cut, other));
        assertEquals(other, on(PI_3, other).get(0));
    }

    @Test
    void aProcessorSendsNoMoreThanItCan() {
        Budget budget = new Budget(10);
        int sent = 0;
        for (long now = 0; now <= 3_000; now += 100) {
            while (!budget.isSpent(now)) {
                budget.spend(4);
                sent += 4;
            }
        }
        assertEquals(40.0, sent, 4.0, "those of the first second at once, then ten a second");
    }

    private static List<Fault> on(HardwarePlan hardware, Fault... faults) {
        List<Fault> all = new ArrayList<>();
        ComingBack.of(FaultPlan.everywhere(List.of(faults)), hardware)
                .of(KIOSK, 1, 0)
                .forEachRemaining(all::add);
        return all;
    }
}
