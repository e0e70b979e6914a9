package org.curbline.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class StartTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    /** A Thursday. */
    private static final Instant NOW = Instant.parse("2026-11-26T17:00:00Z");

    @Test
    void aDateIsMidnightInTheScenariosZone() {
        assertEquals(Instant.parse("2026-11-20T05:00:00Z"), moment("2026-11-20", Duration.ZERO));
        assertEquals(Instant.parse("2026-11-20T11:30:00Z"), moment("2026-11-20T06:30", Duration.ZERO));
    }

    @Test
    void theLatestDayIsTheOneWhoseWholeDurationHasPassed() {
        assertEquals(Instant.parse("2026-11-23T05:00:00Z"), moment("latest monday", Duration.ofDays(1)));
        assertEquals(Instant.parse("2026-11-16T05:00:00Z"), moment("latest monday", Duration.ofDays(7)));
        assertEquals(Instant.parse("2026-11-01T04:00:00Z"), moment("latest first of month", Duration.ofDays(3)));
    }

    @Test
    void whatHasNotComeYetIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> moment("2026-12-01", Duration.ZERO));
    }

    private static Instant moment(String text, Duration duration) {
        return new Start(text).moment(NOW, NEW_YORK, duration);
    }
}
