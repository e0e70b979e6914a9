package org.curbline.simulator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.junit.jupiter.api.Test;

class TruthTest {
    private static final long BEGIN = 100_000;
    private static final long END = 150_000;

    @Test
    void whatAPerfectObserverSeesAndWhatTheKioskSaysArePartedAsTheFaultParts() {
        assertEquals("down down now", during(service(FaultKind.DEAD)));
        assertEquals("down up now", during(service(FaultKind.SILENT)));
        assertEquals("down up now", during(service(FaultKind.EMPTY)));
        assertEquals("degraded degraded now", during(service(FaultKind.DEGRADED)));
        assertEquals("down null never", during(Fault.of(FaultKind.POWER_CUT, BEGIN, END)));
        assertEquals("up up later", during(Fault.of(FaultKind.NETWORK_AWAY, BEGIN, END)));
        assertEquals("up up later", during(Fault.of(FaultKind.HALF_OPEN, BEGIN, END)));
        assertEquals("up up never", during(new Fault(FaultKind.WRONG_CLOCK, null, BEGIN, END, 7_200_000)));
        assertEquals("up up never", during(Fault.of(FaultKind.STUCK_REPORTS, BEGIN, END)));
    }

    @Test
    void aFaultOfAServiceLeavesTheOthersAlone() {
        List<String> told = told(service(FaultKind.DEAD), END + 1);
        assertEquals(1, told.stream().filter(line -> line.contains("WIFI")).count(), told.toString());
        assertEquals(3, told.stream().filter(line -> line.contains("CALL")).count(), told.toString());
    }

    @Test
    void whatFlapsIsToldEachTime() {
        List<String> told = told(service(FaultKind.FLAPPING), END + 1).stream()
                .filter(line -> line.contains("CALL"))
                .toList();
        assertEquals(
                List.of(
                        "CALL 0 up up now",
                        "CALL 100000 down down now",
                        "CALL 120000 up up now",
                        "CALL 140000 down down now",
                        "CALL 150000 up up now"),
                told);
    }

    private static Fault service(FaultKind kind) {
        return Fault.of(kind, Service.CALL, BEGIN, END);
    }

    /** What holds in the midst of it, and that all is well again behind it. */
    private static String during(Fault fault) {
        List<String> told = told(fault, END + 1).stream()
                .filter(line -> line.contains("CALL"))
                .toList();
        assertEquals("CALL 0 up up now", told.get(0));
        assertEquals("CALL 150000 up up now", told.get(2));
        return told.get(1).substring("CALL 100000 ".length());
    }

    private static List<String> told(Fault fault, long until) {
        List<String> told = new ArrayList<>();
        Truth truth = new Truth(FaultPlan.everywhere(List.of(fault)).of(KioskId.of("mn-01-000001"), 1, 0), 0);
        Truth.Listener listener = new Truth.Listener() {
            @Override
            public void begins(Fault begun) {
                assertEquals(fault, begun);
            }

            @Override
            public void holds(TrueState state) {
                String says = String.valueOf(state.says()).toLowerCase(Locale.ROOT);
                told.add(state.service() + " " + state.atMillis() + " "
                        + state.is().name().toLowerCase(Locale.ROOT) + " " + says + " "
                        + state.heard().word());
            }
        };
        for (long at = 0; at < until; at += 10_000) {
            truth.tell(at, listener); // in any portions
        }
        truth.tell(until, listener);
        return told;
    }
}
