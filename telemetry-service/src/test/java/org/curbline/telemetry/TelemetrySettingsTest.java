package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.curbline.program.settings.SettingsException;
import org.curbline.program.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetrySettingsTest {
    @TempDir
    Path empty = Path.of(".");

    @Test
    void defaults() {
        TelemetrySettings settings = load(Map.of());

        assertEquals(ZoneId.of("America/New_York"), settings.zone());
        assertEquals(DayOfWeek.SUNDAY, settings.weekStart());
        assertEquals("0.0.0.0", settings.httpHost());
        assertEquals(8081, settings.httpPort());
        assertEquals(Duration.ofSeconds(30), settings.registryRefresh());
        assertEquals(Duration.ofSeconds(30), settings.rollupEvery());
    }

    @Test
    void everyKeyIsRead() {
        TelemetrySettings settings = load(Map.of(
                "curbline.telemetry.zone", "Asia/Tokyo",
                "curbline.telemetry.week-start", "monday",
                "curbline.telemetry.http-host", "127.0.0.1",
                "curbline.telemetry.http-port", "1",
                "curbline.telemetry.registry-refresh", "2m",
                "curbline.telemetry.rollup-every", "1m"));

        assertEquals(ZoneId.of("Asia/Tokyo"), settings.zone());
        assertEquals(DayOfWeek.MONDAY, settings.weekStart());
        assertEquals("127.0.0.1", settings.httpHost());
        assertEquals(1, settings.httpPort());
        assertEquals(Duration.ofMinutes(2), settings.registryRefresh());
        assertEquals(Duration.ofMinutes(1), settings.rollupEvery());
    }

    @Test
    void reportsAllProblemsAtOnce() {
        SettingsException refused = assertThrows(
                SettingsException.class,
                () -> load(Map.of(
                        "curbline.telemetry.zone", "Mars/Base",
                        "curbline.telemetry.week-start", "someday",
                        "curbline.telemetry.http-port", "many",
                        "curbline.telemetry.registry-refresh", "soon",
                        "curbline.telemetry.colour", "blue")));

        assertEquals(5, refused.problems().size(), refused::toString);
    }

    private TelemetrySettings load(Map<String, String> options) {
        return new SettingsLoader(Map.of(), empty)
                .load(null, options, TelemetrySettings.class)
                .get(TelemetrySettings.class);
    }
}
