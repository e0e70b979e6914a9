package org.curbline.simulator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.ScheduledFaults.Rule;
import org.junit.jupiter.api.Test;

class ScheduledFaultsTest {
    private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();

    @Test
    void aShareOfTheKiosksMeantIsBefallenWithinTheSpread() {
        Rule rule = new Rule(
                List.of(FaultKind.SILENT),
                Service.CALL,
                kiosk -> kiosk.value().startsWith("qu"),
                0.3,
                Duration.ofHours(2),
                Duration.ofHours(1),
                Duration.ofHours(6));
        FaultPlan plan = new ScheduledFaults(List.of(rule), FaultPlan.NONE);
        int befallen = 0;
        for (int i = 0; i < 2_000; i++) {
            assertEquals(List.of(), some(plan.of(kiosk("mn", i), 1, START)));
            List<Fault> faults = some(plan.of(kiosk("qu", i), 1, START));
            for (Fault fault : faults) {
                befallen++;
                assertEquals(Service.CALL, fault.service());
                assertTrue(fault.fromMillis() >= START + 2 * HOUR && fault.fromMillis() < START + 3 * HOUR);
                assertEquals(6 * HOUR, fault.toMillis() - fault.fromMillis());
            }
            assertEquals(faults, some(plan.of(kiosk("qu", i), 1, START)));
        }
        assertEquals(600, befallen, 60);
    }

    @Test
    void theFirstRuleCountsAndTheOthersFaultsGiveWay() {
        List<Rule> rules =
                List.of(rule(FaultKind.POWER_CUT, 5), rule(FaultKind.HALF_OPEN, 8), rule(FaultKind.NETWORK_AWAY, 200));
        FaultPlan drawn = new DrawnFaults(Set.of(FaultKind.WRONG_CLOCK), 100);
        FaultPlan plan = new ScheduledFaults(rules, drawn);
        for (int i = 0; i < 200; i++) {
            List<Fault> faults = some(plan.of(kiosk("bx", i), 3, START));
            List<FaultKind> kinds = faults.stream().map(Fault::kind).toList();
            assertTrue(kinds.contains(FaultKind.POWER_CUT) && !kinds.contains(FaultKind.HALF_OPEN), kinds.toString());
            assertTrue(kinds.contains(FaultKind.WRONG_CLOCK));
            for (int k = 1; k < faults.size(); k++) {
                assertTrue(faults.get(k - 1).toMillis() <= faults.get(k).fromMillis(), faults.toString());
            }
        }
    }

    private static Rule rule(FaultKind kind, int afterHours) {
        return new Rule(
                List.of(kind),
                null,
                kiosk -> true,
                1,
                Duration.ofHours(afterHours),
                Duration.ZERO,
                Duration.ofHours(6));
    }

    private static KioskId kiosk(String borough, int number) {
        return new KioskId(String.format("%s-01-%06d", borough, number));
    }

    private static List<Fault> some(Iterator<Fault> faults) {
        List<Fault> some = new ArrayList<>();
        while (faults.hasNext() && some.size() < 100) {
            some.add(faults.next());
        }
        return some;
    }
}
