package org.curbline.telemetry.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DaysTest {
    private static final Instant NOW = Instant.parse("2026-11-23T17:00:00Z");

    @Test
    void areThoseOfTheCity() {
        Days days = Days.of(ZoneId.of("America/New_York"), NOW);
        assertEquals(Instant.parse("2026-11-01T04:00:00Z"), days.begin(Instant.parse("2026-11-01T23:00:00Z")));
        assertEquals(Instant.parse("2026-11-02T05:00:00Z"), days.begin(Instant.parse("2026-11-01T04:00:00Z"), 1));
        assertEquals(Instant.parse("2026-10-31T04:00:00Z"), days.begin(Instant.parse("2026-11-02T04:59:59Z"), -1));
    }

    @Test
    void areThoseOfUtcWhereDaysAreNotMadeOfWholeHoursOfIt() {
        for (String zone : List.of("Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns")) {
            Days days = Days.of(ZoneId.of(zone), NOW);
            assertEquals(Instant.parse("2026-11-23T00:00:00Z"), days.begin(NOW), zone);
            assertFalse(days.areOf(ZoneId.of(zone)), zone);
        }
    }

    @Test
    void areTheSameInZonesOfTheSameClocks() {
        assertTrue(Days.of(ZoneId.of("UTC"), NOW).areOf(ZoneId.of("Etc/GMT")));
        assertFalse(Days.of(ZoneId.of("Europe/Berlin"), NOW).areOf(ZoneId.of("Europe/London")));
    }
}
