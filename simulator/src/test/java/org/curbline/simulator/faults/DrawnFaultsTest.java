package org.curbline.simulator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.curbline.protocol.KioskId;
import org.junit.jupiter.api.Test;

class DrawnFaultsTest {
    private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long MONTH = Duration.ofDays(30).toMillis();
    private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

    @Test
    void outagesAreConcentratedAsPublished() {
        int kiosks = 20_000;
        List<Long> down = new ArrayList<>();
        for (int i = 0; i < kiosks; i++) {
            Fault first =
                    faults(new DrawnFaults(Set.of(FaultKind.DEAD), 1), i, 1).next();
            down.add(first.fromMillis() < START + MONTH ? first.toMillis() - first.fromMillis() : 0);
        }
        assertEquals(0.54, share(down.stream().filter(time -> time == 0).count(), kiosks), 0.02);
        assertEquals(
                0.37,
                share(down.stream().filter(time -> time > 0 && time <= HOUR).count(), kiosks),
                0.02);
        assertEquals(
                0.018, share(down.stream().filter(time -> time > 360 * HOUR).count(), kiosks), 0.004);
        down.sort(Comparator.reverseOrder());
        double worst =
                down.subList(0, kiosks / 20).stream().mapToLong(Long::longValue).sum();
        assertEquals(0.96, worst / down.stream().mapToLong(Long::longValue).sum(), 0.02);
    }

    @Test
    void faultsComeOneAfterTheOtherAndOfEveryKind() {
        Set<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
        for (int kiosk = 0; kiosk < 50; kiosk++) {
            Iterator<Fault> faults = faults(new DrawnFaults(ALL, 6), kiosk, 1);
            long end = START;
            for (int i = 0; i < 20; i++) {
                Fault fault = faults.next();
                assertTrue(fault.fromMillis() >= end, fault.toString());
                assertEquals(fault.kind() == FaultKind.WRONG_CLOCK, fault.clockMillis() != 0);
                end = fault.toMillis();
                seen.add(fault.kind());
            }
        }
        assertEquals(ALL, seen);
    }

    @Test
    void sameSeedMakesTheSameFaultsAndAnotherOthers() {
        DrawnFaults plan = new DrawnFaults(ALL, 1440);
        assertEquals(some(plan, 7, 1), some(plan, 7, 1));
        assertNotEquals(some(plan, 7, 1), some(plan, 7, 2));
        assertNotEquals(some(plan, 7, 1), some(plan, 8, 1));
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new DrawnFaults(Set.of(), 1));
        assertThrows(IllegalArgumentException.class, () -> new DrawnFaults(ALL, 0));
        assertThrows(IllegalArgumentException.class, () -> new DrawnFaults(ALL, 4_321));
    }

    private static List<Fault> some(DrawnFaults plan, int kiosk, long seed) {
        Iterator<Fault> faults = faults(plan, kiosk, seed);
        List<Fault> some = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            some.add(faults.next());
        }
        return some;
    }

    private static Iterator<Fault> faults(DrawnFaults plan, int kiosk, long seed) {
        return plan.of(KioskId.of(String.format("mn-01-%06d", kiosk)), seed, START);
    }

    private static double share(long some, int all) {
        return some / (double) all;
    }
}
