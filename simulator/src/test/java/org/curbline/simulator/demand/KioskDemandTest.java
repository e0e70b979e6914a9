package org.curbline.simulator.demand;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.curbline.protocol.Call;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.WifiSession;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.junit.jupiter.api.Test;

class KioskDemandTest {
    private static final long START = Instant.parse("2026-11-18T05:00:00Z").toEpochMilli();
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void aDayOfTheCityIsNearTheCalibration() {
        List<KioskSite> city = SyntheticCity.of(2237, 1);
        long[] counts = new long[EventKind.values().length];
        double seconds = 0;
        double down = 0;
        double up = 0;
        long longestCall = 0;
        for (KioskSite site : city) {
            for (KioskEvent event : day(site, 11)) {
                counts[List.of(EventKind.values()).indexOf(event.kind())]++;
                if (event instanceof WifiSession wifi) {
                    seconds += wifi.durationSeconds();
                    down += wifi.downBytes();
                    up += wifi.upBytes();
                } else if (event instanceof Call call) {
                    longestCall = Math.max(longestCall, call.durationSeconds());
                }
            }
        }
        double kiosks = city.size();
        double sessions = counts[0];
        assertNear(220, sessions / kiosks, 0.06);
        assertNear(1968, seconds / sessions, 0.03);
        assertNear(40.5e6, (down + up) / sessions, 0.03);
        assertNear(0.134, up / (down + up), 0.05);
        assertNear(7 * 1.12 * 7 / 7.01, counts[2] / kiosks, 0.1);
        assertEquals(4 * 1440 * 2237, counts[4]);
        assertEquals(1440 * 2237, counts[5]);
        assertEquals(55 * 60, longestCall);
    }

    @Test
    void kiosksDifferByALogNormalOfTheGivenSigma() {
        List<Double> logs = new ArrayList<>();
        for (KioskSite site : SyntheticCity.of(1500, 2)) {
            long sessions = day(site, 5).stream()
                    .filter(event -> event.kind() == EventKind.WIFI)
                    .count();
            if (sessions > 0) {
                logs.add(Math.log(sessions / Calibration.boroughFactor(site.borough())));
            }
        }
        double mean = logs.stream().mapToDouble(value -> value).average().orElse(0);
        double variance = logs.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .average()
                .orElse(0);
        assertNear(0.68, Math.sqrt(variance), 0.08);
    }

    @Test
    void theEveningIsBusierThanTheNight() {
        long night = 0;
        long evening = 0;
        for (KioskSite site : SyntheticCity.of(200, 3)) {
            for (KioskEvent event : day(site, 5)) {
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
        List<KioskEvent> events = day(SyntheticCity.of(1, 1).get(0), 1);
        for (int i = 0; i < events.size(); i++) {
            assertEquals(i + 1, events.get(i).id().seq());
            assertTrue(i == 0
                    || events.get(i).id().atMillis() >= events.get(i - 1).id().atMillis());
        }
    }

    @Test
    void theSameEventsComeInWhateverPortionsTheyAreAskedFor() {
        KioskSite site = SyntheticCity.of(1, 1).get(0);
        KioskDemand inPortions = demand(site, 1);
        List<KioskEvent> events = new ArrayList<>();
        for (long until = START; until <= START + DAY.toMillis(); until += 700) {
            addAll(inPortions, until, events);
        }
        addAll(inPortions, START + DAY.toMillis(), events);
        assertEquals(day(site, 1), events);
        assertNotEquals(day(site, 2), events);
    }

    @Test
    void aHealthReportSaysHowManyEventsWait() {
        KioskDemand demand = demand(SyntheticCity.of(1, 1).get(0), 1);
        KioskEvent event = demand.next(START + DAY.toMillis(), () -> 17);
        while (event != null && event.kind() != EventKind.HEALTH) {
            event = demand.next(START + DAY.toMillis(), () -> 17);
        }
        assertTrue(String.valueOf(event).contains("spooledEvents=17"), String.valueOf(event));
    }

    private static List<KioskEvent> day(KioskSite site, long seed) {
        List<KioskEvent> events = new ArrayList<>();
        addAll(demand(site, seed), START + DAY.toMillis(), events);
        return events;
    }

    private static void addAll(KioskDemand demand, long until, List<KioskEvent> events) {
        KioskEvent event = demand.next(until, () -> 0);
        while (event != null) {
            events.add(event);
            event = demand.next(until, () -> 0);
        }
    }

    private static KioskDemand demand(KioskSite site, long seed) {
        return new KioskDemand(site, UsagePlan.NEW_YORK, seed, START, "0");
    }

    private static void assertNear(double expected, double actual, double tolerance) {
        assertTrue(
                Math.abs(actual - expected) <= tolerance * expected,
                "expected about " + expected + " but got " + actual);
    }
}
