package org.curbline.demand;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.curbline.demand.UsagePlan.FixedRate;
import org.curbline.demand.UsagePlan.Surge;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.junit.jupiter.api.Test;

/** Eight weeks of one kiosk, from a Monday's midnight in Berlin. */
class UsagePlanTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long START = Instant.parse("2026-06-01T22:00:00Z").toEpochMilli();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final int DAYS = 56;
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final Borough BOROUGH = Borough.MANHATTAN;

    @Test
    void aSurgeMultipliesWhatItTouchesWhileItHolds() {
        Surge evening =
                new Surge(EnumSet.of(Service.WIFI), Set.of(BOROUGH), START + 7 * DAY, START + 49 * DAY, 18, 23, 3);
        List<Long> usual = times(List.of(), List.of(), Service.WIFI);
        List<Long> surged = times(List.of(evening), List.of(), Service.WIFI);
        assertEquals(1, ratio(usual, surged, 0, 7, 18, 23), 0.1);
        assertEquals(3, ratio(usual, surged, 7, 49, 18, 23), 0.15);
        assertEquals(1, ratio(usual, surged, 7, 49, 6, 18), 0.06);
        assertEquals(1, ratio(usual, surged, 49, DAYS, 18, 23), 0.1);
        assertEquals(
                usual.size(), times(List.of(evening), List.of(), Service.TABLET).size(), 0.05 * usual.size());
        Surge elsewhere = new Surge(
                EnumSet.of(Service.WIFI), EnumSet.complementOf(EnumSet.of(BOROUGH)), START, Long.MAX_VALUE, 0, 24, 3);
        assertEquals(usual, times(List.of(elsewhere), List.of(), Service.WIFI));
    }

    @Test
    void aFixedRateIsKeptWhateverElseIsSaid() {
        Surge none = new Surge(EnumSet.allOf(Service.class), EnumSet.allOf(Borough.class), 0, Long.MAX_VALUE, 0, 24, 0);
        FixedRate fixed = new FixedRate(KIOSK, Service.CALL, 72);
        List<Long> calls = times(List.of(none), List.of(fixed), Service.CALL);
        assertEquals(72.0, (double) calls.size() / DAYS, 3);
        assertEquals(List.of(), times(List.of(none), List.of(fixed), Service.WIFI), "and nothing means never");
    }

    private static List<Long> times(List<Surge> surges, List<FixedRate> fixed, Service service) {
        UsageTimes times =
                new UsagePlan(Calibration.NEW_YORK_2025, BERLIN, surges, fixed).times(KIOSK, BOROUGH, service, 200);
        SplittableRandom random = new SplittableRandom(7);
        List<Long> found = new ArrayList<>();
        for (long at = times.after(START, random); at < START + DAYS * DAY; at = times.after(at, random)) {
            found.add(at);
        }
        return found;
    }

    private static double ratio(List<Long> usual, List<Long> other, int fromDay, int toDay, int fromHour, int toHour) {
        return (double) count(other, fromDay, toDay, fromHour, toHour) / count(usual, fromDay, toDay, fromHour, toHour);
    }

    private static long count(List<Long> times, int fromDay, int toDay, int fromHour, int toHour) {
        return times.stream()
                .filter(at -> at >= START + fromDay * DAY && at < START + toDay * DAY)
                .mapToInt(at -> Instant.ofEpochMilli(at).atZone(BERLIN).getHour())
                .filter(hour -> hour >= fromHour && hour < toHour)
                .count();
    }
}
