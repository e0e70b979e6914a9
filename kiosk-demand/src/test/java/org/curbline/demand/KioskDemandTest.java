package org.curbline.demand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.wire.EventEncoder;
import org.junit.jupiter.api.Test;

class KioskDemandTest {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final long START = Instant.parse("2026-11-18T05:00:00Z").toEpochMilli();
    private static final long END = START + Duration.ofDays(1).toMillis() - 1;

    @Test
    void everyMinuteItReportsItsServicesAndItsHealth() {
        List<KioskEvent> day = day(KIOSK, 11);
        assertEquals(4 * 1440, count(day, EventKind.STATUS));
        assertEquals(1440, count(day, EventKind.HEALTH));
    }

    @Test
    void withoutReportsThereIsUseAlone() {
        KioskDemand demand = demand(KIOSK, 11).withoutReports();
        List<KioskEvent> day = new ArrayList<>();
        addAll(demand, END, day);
        assertEquals(0, count(day, EventKind.STATUS) + count(day, EventKind.HEALTH));
        assertTrue(count(day, EventKind.WIFI) > 0);
    }

    @Test
    void theEveningIsBusierThanTheNight() {
        long night = 0;
        long evening = 0;
        for (int kiosk = 0; kiosk < 200; kiosk++) {
            for (KioskEvent event : day(KioskId.of("mn-05-%06d".formatted(kiosk)), 5)) {
                long hour = (event.id().atMillis() - START) / 3_600_000; // the day begins at midnight in New York
                if (event.kind() == EventKind.WIFI) {
                    night += hour == 3 ? 1 : 0;
                    evening += hour == 17 ? 1 : 0;
                }
            }
        }
        assertTrue(evening > 4 * night, evening + " against " + night);
    }

    @Test
    void numbersHaveNoHoleAndTimeDoesNotGoBack() {
        List<KioskEvent> events = day(KIOSK, 1);
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1, events.get(i).id().seq());
            assertTrue(i == 0
                    || events.get(i).id().atMillis() >= events.get(i - 1).id().atMillis());
        }
    }

    @Test
    void theSameEventsComeInWhateverPortionsTheyAreAskedFor() {
        KioskDemand inPortions = demand(KIOSK, 1);
        List<KioskEvent> events = new ArrayList<>();
        for (long until = START; until <= END; until += 700) {
            addAll(inPortions, until, events);
        }
        addAll(inPortions, END, events);
        assertEquals(day(KIOSK, 1), events);
        assertNotEquals(day(KIOSK, 2), events);
    }

    /** What another processor or another Java would make differently shows here; so would a change of the model. */
    @Test
    void theSameSeedMakesTheSameDayOnEveryMachine() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String kiosk : List.of("mn-05-000001", "bx-03-000002", "si-01-gf55081")) {
            digest.update(new EventEncoder().encode(day(KioskId.of(kiosk), 7)));
        }
        assertEquals(
                "83857ae01c49dab1", HexFormat.of().formatHex(digest.digest()).substring(0, 16));
    }

    @Test
    void aHealthReportSaysHowManyEventsWait() {
        KioskDemand demand = demand(KIOSK, 1);
        KioskEvent event = demand.next(END, () -> 17);
        while (event != null && event.kind() != EventKind.HEALTH) {
            event = demand.next(END, () -> 17);
        }
        assertTrue(String.valueOf(event).contains("spooledEvents=17"), String.valueOf(event));
    }

    private static long count(List<KioskEvent> events, EventKind kind) {
        return events.stream().filter(event -> event.kind() == kind).count();
    }

    private static List<KioskEvent> day(KioskId kiosk, long seed) {
        List<KioskEvent> events = new ArrayList<>();
        addAll(demand(kiosk, seed), END, events);
        return events;
    }

    private static void addAll(KioskDemand demand, long until, List<KioskEvent> events) {
        KioskEvent event = demand.next(until, () -> 0);
        while (event != null) {
            events.add(event);
            event = demand.next(until, () -> 0);
        }
    }

    private static KioskDemand demand(KioskId kiosk, long seed) {
        return new KioskDemand(kiosk, Borough.MANHATTAN, UsagePlan.NEW_YORK, seed, START, "0");
    }
}
