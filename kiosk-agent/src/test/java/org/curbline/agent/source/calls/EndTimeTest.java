package org.curbline.agent.source.calls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndTimeTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final List<ZoneId> NOT_TOLD = List.of(NEW_YORK, ZoneOffset.UTC);
    private static final List<ZoneId> TOLD = List.of(NEW_YORK);

    /** As Asterisk 16 of Debian writes them: its file in UTC, its manager interface in the computer's time. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "2026-11-27 20:49:16, 2, 1795812554.0, 2026-11-27T20:49:16Z", // the file
        "2026-11-27 15:49:16, 2, 1795812554.0, 2026-11-27T20:49:16Z", // the manager interface
        "2026-11-27 15:49:16, 2, kiosk-7-1795812554.0, 2026-11-27T20:49:16Z", // with a systemname
        "2026-11-28 20:49:14, 86400, 1795812554.0, 2026-11-28T20:49:14Z", // that went on for a day
        "2026-11-01 01:30:00, 1800, 1793509200.7, 2026-11-01T05:30:00Z", // the first half past one of that night
        "2026-11-01 01:30:00, 1800, 1793512800.8, 2026-11-01T06:30:00Z", // and the second
        "2026-11-27 15:49:16, 2, '', 2026-11-27T20:49:16Z", // no id: the computer's
        "2026-11-27 15:49:16, 2, 12125550123, 2026-11-27T20:49:16Z",
        "2026-11-27 15:49:16, , 1795812554.0, 2026-11-27T20:49:16Z",
        "2026-11-27 15:49:16, 2, 1700000000.0, 2026-11-27T20:49:16Z", // passed on, or begun before the clock was right
    })
    void callsIdTellsWhoseTimeItIs(String said, String seconds, String id, Instant when) {
        assertEquals(when, end(said, seconds, id).instant(NOT_TOLD));
    }

    @Test
    void zoneThatIsToldCounts() {
        assertEquals(
                Instant.parse("2026-11-28T01:49:16Z"),
                end("2026-11-27 20:49:16", "2", "1795812554.0").instant(TOLD));
        assertEquals(
                Instant.parse("2026-11-01T06:30:00Z"),
                end("2026-11-01 01:30:00", "1800", "1793512800.8").instant(TOLD));
    }

    @Test
    void whatIsNoTimeIsNone() {
        assertThrows(DateTimeException.class, () -> end("12125550123", "2", "1795812554.0")
                .instant(NOT_TOLD));
    }

    private static EndTime end(String said, String seconds, String id) {
        return new EndTime(said, seconds == null ? "" : seconds, id);
    }
}
