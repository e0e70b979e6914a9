package org.curbline.telemetry.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.curbline.telemetry.rollup.Days.Span;
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
    void areThoseOfUtcWhereClocksAreChangedByHalfAnHour() {
        ZoneId lordHowe = ZoneId.of("Australia/Lord_Howe");
        Days days = Days.of(lordHowe, NOW);
        assertEquals(Instant.parse("2026-11-23T00:00:00Z"), days.begin(NOW));
        assertFalse(days.areOf(lordHowe));
    }

    /** Adelaide, St John's and the Chatham Islands change their clocks by an hour. */
    @Test
    void areMadeOfHoursThatBeginWhereTheCitysDo() {
        for (String name : List.of(
                "Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "America/St_Johns", "Pacific/Chatham", "UTC")) {
            ZoneId zone = ZoneId.of(name);
            Days days = Days.of(zone, NOW);
            assertTrue(days.areOf(zone), name);
            Instant at = NOW.minus(Duration.ofDays(400));
            for (int i = 0; i < 400 * 24 * 4; i++) {
                ZonedDateTime clock = at.atZone(zone);
                Instant hour = at.minusSeconds(clock.getMinute() * 60L);
                assertEquals(hour, days.hour(at), clock::toString);
                assertEquals(hour, days.hour(at.plusNanos(899_999_999_999L)), clock::toString);
                assertEquals(hour.equals(at), days.beginsHour(at), clock::toString);
                assertTrue(days.beginsHour(days.begin(at)), clock::toString);
                at = at.plusSeconds(900);
            }
        }
    }

    @Test
    void areTheSameInZonesOfTheSameClocks() {
        assertTrue(Days.of(ZoneId.of("UTC"), NOW).areOf(ZoneId.of("Etc/GMT")));
        assertFalse(Days.of(ZoneId.of("Europe/Berlin"), NOW).areOf(ZoneId.of("Europe/London")));
    }

    @Test
    void areTakenTogetherAsLongAsClocksAreNotChanged() {
        Days days = Days.of(ZoneId.of("America/New_York"), NOW);
        Instant begin = Instant.parse("2026-10-30T04:00:00Z");
        Instant change = Instant.parse("2026-11-01T04:00:00Z");
        Instant after = Instant.parse("2026-11-02T05:00:00Z");
        Instant end = Instant.parse("2026-11-03T11:00:00Z");
        assertEquals(
                List.of(
                        new Span(begin, change, Duration.ofHours(24)),
                        new Span(change, after, Duration.ofHours(25)),
                        new Span(after, end, Duration.ofHours(24))),
                days.alike(begin, end));
        assertEquals(List.of(), days.alike(begin, begin));
    }
}
