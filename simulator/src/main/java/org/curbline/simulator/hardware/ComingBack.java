package org.curbline.simulator.hardware;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.jspecify.annotations.Nullable;

/**
 * The faults of another plan on real hardware: without power a kiosk is away until it has started again, and then its
 * clock is wrong for a while. What would overlap the next fault is left out.
 */
public record ComingBack(FaultPlan faults, HardwarePlan hardware) implements FaultPlan {
    /** The plan itself where no hardware is said. */
    public static FaultPlan of(FaultPlan faults, HardwarePlan hardware) {
        return faults == FaultPlan.NONE || hardware.shares().isEmpty() ? faults : new ComingBack(faults, hardware);
    }

    @Override
    public Iterator<Fault> of(KioskId kiosk, long seed, long startMillis) {
        return new Lengthened(faults.of(kiosk, seed, startMillis), hardware.of(kiosk, seed));
    }

    private static final class Lengthened implements Iterator<Fault> {
        private final Iterator<Fault> faults;
        private final Hardware hardware;
        private final Deque<Fault> ready = new ArrayDeque<>();
        private @Nullable Fault next;

        Lengthened(Iterator<Fault> faults, Hardware hardware) {
            this.faults = faults;
            this.hardware = hardware;
            this.next = faults.hasNext() ? faults.next() : null;
        }

        @Override
        public boolean hasNext() {
            return !ready.isEmpty() || next != null;
        }

        @Override
        public Fault next() {
            Fault now = next;
            if (ready.isEmpty() && now != null) {
                next = faults.hasNext() ? faults.next() : null;
                lengthen(now, next == null ? Long.MAX_VALUE : next.fromMillis());
            }
            return ready.remove();
        }

        private void lengthen(Fault fault, long room) {
            if (!fault.kind().isDark()) {
                ready.add(fault);
                return;
            }
            long back = Math.min(room, fault.toMillis() + hardware.reboot().toMillis());
            ready.add(Fault.of(fault.kind(), fault.fromMillis(), back));
            long right = Math.min(room, back + hardware.clockWrongFor().toMillis());
            if (right > back) {
                ready.add(new Fault(FaultKind.WRONG_CLOCK, null, back, right, fault.fromMillis() - back));
            }
        }
    }
}
