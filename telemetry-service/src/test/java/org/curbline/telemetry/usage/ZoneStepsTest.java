package org.curbline.telemetry.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.curbline.store.PointReader.Step;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.usage.UsageRequest.By;
import org.curbline.telemetry.usage.UsageRequest.Grouping;
import org.junit.jupiter.api.Test;

class ZoneStepsTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    @Test
    void aDayOfTwentyFiveHoursIsAskedForInTwoStretches() {
        Instant from = Instant.parse("2026-11-01T04:00:00Z");
        Instant change = Instant.parse("2026-11-01T06:00:00Z");
        Instant to = Instant.parse("2026-11-02T05:00:00Z");

        List<ZoneSteps.Stretch> stretches = days(NEW_YORK).stretches(from, to);

        assertEquals(
                List.of(from, change),
                stretches.stream().map(ZoneSteps.Stretch::from).toList());
        assertEquals(
                List.of(
                        new Step(from, Duration.ofDays(1)),
                        new Step(Instant.parse("2026-11-01T05:00:00Z"), Duration.ofDays(1))),
                stretches.stream().map(ZoneSteps.Stretch::step).toList());
        for (ZoneSteps.Stretch stretch : stretches) {
            Step step = stretch.step();
            long begin = step == null ? 0 : step.origin().getEpochSecond() * 1_000_000_000L;
            assertEquals(from, stretch.start(Bucket.DAY, begin, NEW_YORK));
        }
    }

    @Test
    void hoursFitZonesThatAreWholeHoursOff() {
        Instant from = Instant.parse("2026-03-01T00:00:00Z");
        Days utc = new Days(ZoneOffset.UTC);
        assertTrue(days(NEW_YORK).fitHours(utc, from, from.plus(Duration.ofDays(60))));
        assertFalse(days(ZoneId.of("Asia/Kolkata")).fitHours(utc, from, from.plus(Duration.ofDays(60))));
        // eleven hours ahead in summer, ten and a half in winter
        assertTrue(days(ZoneId.of("Australia/Lord_Howe")).fitHours(utc, from, from.plus(Duration.ofDays(20))));
        assertFalse(days(ZoneId.of("Australia/Lord_Howe")).fitHours(utc, from, from.plus(Duration.ofDays(60))));
        assertTrue(ZoneSteps.of(new Grouping(By.KIOSK, null), ZoneId.of("Asia/Kolkata"))
                .fitHours(utc, from, from.plus(Duration.ofDays(60))));

        Days india = new Days(ZoneId.of("Asia/Kolkata"));
        for (String zone : List.of("Asia/Kolkata", "Australia/Adelaide", "America/St_Johns")) {
            assertTrue(days(ZoneId.of(zone)).fitHours(india, from, from.plus(Duration.ofDays(60))), zone);
        }
        for (String zone : List.of("UTC", "Asia/Kathmandu", "America/New_York")) {
            assertFalse(days(ZoneId.of(zone)).fitHours(india, from, from.plus(Duration.ofDays(60))), zone);
        }
    }

    private static ZoneSteps days(ZoneId zone) {
        return ZoneSteps.of(new Grouping(By.NOTHING, Bucket.DAY), zone);
    }
}
