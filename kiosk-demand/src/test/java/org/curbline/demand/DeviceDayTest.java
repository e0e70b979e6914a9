package org.curbline.demand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.datasketches.cpc.CpcSketch;
import org.apache.datasketches.cpc.CpcUnion;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.SketchLibrary;
import org.junit.jupiter.api.Test;

class DeviceDayTest {
    static {
        SketchLibrary.load();
    }

    /** A Sunday's midnight in New York. */
    private static final Instant SUNDAY = Instant.parse("2026-11-15T05:00:00Z");

    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void whenADayEndsAKioskTellsItsSketchOfTheDevicesThatUsedIt() {
        List<Told> told = told(KioskId.of("mn-05-000001"), 8);
        assertEquals(8, told.size());
        for (int day = 0; day < told.size(); day++) {
            ClientSketch sketch = told.get(day).sketch;
            assertEquals(
                    SUNDAY.plus(DAY.multipliedBy(day + 1)).toEpochMilli() - 1,
                    sketch.id().atMillis());
            assertEquals(86_400, sketch.durationSeconds());
            assertEquals(told.get(day).devices.size(), estimate(List.of(sketch)), 1.5);
        }
        Set<String> salts = new HashSet<>();
        told.subList(0, 7).forEach(each -> salts.add(each.sketch.salt()));
        assertEquals(1, salts.size(), "one salt from Sunday to Saturday");
        assertNotEquals(told.get(6).sketch.salt(), told.get(7).sketch.salt(), "and another from then on");
    }

    @Test
    void kiosksOfACityShareTheSaltAndSomeDevices() {
        Set<Long> all = new HashSet<>();
        Set<String> salts = new HashSet<>();
        List<ClientSketch> sketches = new ArrayList<>();
        long seenAtKiosks = 0;
        for (int kiosk = 0; kiosk < 60; kiosk++) {
            KioskId id = KioskId.of("mn-%02d-%06d".formatted(1 + kiosk % 12, kiosk));
            Set<Long> own = new HashSet<>();
            for (Told each : told(id, 7)) {
                own.addAll(each.devices);
                salts.add(each.sketch.salt());
                sketches.add(each.sketch);
            }
            seenAtKiosks += own.size();
            all.addAll(own);
        }
        assertEquals(1, salts.size());
        assertTrue(all.size() < 0.97 * seenAtKiosks, all.size() + " of " + seenAtKiosks);
        assertEquals(1, estimate(sketches) / all.size(), 0.02);
    }

    private static double estimate(List<ClientSketch> sketches) {
        CpcUnion union = new CpcUnion(ClientSketch.LG_K);
        sketches.forEach(
                each -> union.update(CpcSketch.heapify(Base64.getDecoder().decode(each.sketch()))));
        return union.getResult().getEstimate();
    }

    private static List<Told> told(KioskId kiosk, int days) {
        KioskDemand demand =
                new KioskDemand(kiosk, Borough.MANHATTAN, UsagePlan.NEW_YORK, 11, SUNDAY.toEpochMilli(), "0");
        List<Told> told = new ArrayList<>();
        long end = SUNDAY.plus(DAY.multipliedBy(days)).toEpochMilli() - 1;
        for (KioskEvent event = demand.next(end, () -> 0); event != null; event = demand.next(end, () -> 0)) {
            if (event.kind() == EventKind.CLIENTS) {
                told.add(new Told((ClientSketch) event, demand.lastDevices()));
            }
        }
        return told;
    }

    private record Told(ClientSketch sketch, List<Long> devices) {}
}
