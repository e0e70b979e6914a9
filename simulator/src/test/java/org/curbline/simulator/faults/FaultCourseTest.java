package org.curbline.simulator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.curbline.protocol.Service;
import org.junit.jupiter.api.Test;

class FaultCourseTest {
    private static final Fault PLANNED = Fault.of(FaultKind.NETWORK_AWAY, 100, 200);
    private static final Fault LATER = Fault.of(FaultKind.HALF_OPEN, 250, 300);

    private final FaultCourse course = new FaultCourse(List.of(PLANNED, LATER).iterator());

    @Test
    void aFaultByHandEndsThePlannedOneAndKeepsOthersAway() {
        assertEquals(PLANNED, course.at(120));
        course.add(byHand(150, 260));

        assertEquals(150, course.nextChange(120));
        assertEquals(PLANNED.until(150), course.at(149));
        assertEquals(byHand(150, 260), course.at(150));
        assertEquals(260, course.nextChange(150));
        assertNull(course.at(260), "what was to begin meanwhile does not come");
        assertEquals(Long.MAX_VALUE, course.nextChange(260));
    }

    @Test
    void whatIsEndedByHandLeavesRoomForWhatIsPlannedAfterwards() {
        course.at(210);
        course.add(byHand(220, 10_000));
        assertEquals(byHand(220, 10_000), course.at(230));
        course.endLast(240);

        assertEquals(240, course.nextChange(230));
        assertNull(course.at(240));
        assertEquals(LATER, course.at(250));
    }

    @Test
    void powerCutByHandIsACut() {
        course.add(byHand(10, 20));
        assertEquals(20, course.poweredSince(30));
        assertEquals(byHand(10, 20), course.lastCut());
    }

    @Test
    void whoIsToldOfTheTruthHearsOfItAtOnce() {
        Truth truth = new Truth(Collections.emptyIterator(), 0);
        List<String> told = new ArrayList<>();
        truth.tell(1_000, new Telling(told));
        told.clear();

        truth.add(byHand(1_001, 5_000));
        truth.tell(2_000, new Telling(told));
        assertEquals("POWER_CUT 1001", told.get(0));
        assertEquals("WIFI DOWN 1001", told.get(1));
        told.clear();
        truth.endLast(2_001);
        truth.tell(3_000, new Telling(told));
        assertEquals("WIFI UP 2001", told.get(0));
        assertEquals(Service.values().length, told.size());
    }

    private static Fault byHand(long from, long to) {
        return new Fault(FaultKind.POWER_CUT, null, from, to, 0, true);
    }

    private record Telling(List<String> told) implements Truth.Listener {
        @Override
        public void begins(Fault fault) {
            told.add(fault.kind() + " " + fault.fromMillis());
        }

        @Override
        public void holds(TrueState state) {
            told.add(state.service() + " " + state.is() + " " + state.atMillis());
        }
    }
}
