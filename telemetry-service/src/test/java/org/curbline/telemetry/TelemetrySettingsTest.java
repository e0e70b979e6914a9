package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import org.curbline.program.settings.SettingsException;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.telemetry.api.MapTiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetrySettingsTest {
    @TempDir
    Path empty = Path.of(".");

    @Test
    void defaults() {
        TelemetrySettings settings = load(Map.of());

        assertEquals(ZoneId.of("America/New_York"), settings.zone());
        assertEquals(DayOfWeek.SUNDAY, settings.weekStart());
        assertEquals(MapTiles.NONE, MapTiles.of(settings.mapTiles(), settings.mapCredit()));
        assertEquals("0.0.0.0", settings.httpHost());
        assertEquals(8081, settings.httpPort());
        assertEquals(Optional.empty(), settings.gatewayUrl());
        assertEquals(Duration.ofSeconds(30), settings.registryRefresh());
        assertEquals(Duration.ofSeconds(30), settings.rollupEvery());
    }

    @Test
    void everyKeyIsRead() {
        TelemetrySettings settings = load(Map.of(
                "curbline.telemetry.zone", "Asia/Tokyo",
                "curbline.telemetry.week-start", "monday",
                "curbline.telemetry.map-tiles", "https://tiles.example:8443/{z}/{x}/{y}.png?key=a",
                "curbline.telemetry.map-credit", "A city's own",
                "curbline.telemetry.http-host", "127.0.0.1",
                "curbline.telemetry.http-port", "1",
                "curbline.telemetry.gateway-url", "http://gateway:8080",
                "curbline.telemetry.registry-refresh", "2m",
                "curbline.telemetry.rollup-every", "1m"));

        assertEquals(ZoneId.of("Asia/Tokyo"), settings.zone());
        assertEquals(DayOfWeek.MONDAY, settings.weekStart());
        assertEquals(
                new MapTiles("https://tiles.example:8443/{z}/{x}/{y}.png?key=a", "A city's own"),
                MapTiles.of(settings.mapTiles(), settings.mapCredit()));
        assertEquals("127.0.0.1", settings.httpHost());
        assertEquals(1, settings.httpPort());
        assertEquals(Optional.of(URI.create("http://gateway:8080")), settings.gatewayUrl());
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiles.example/{z}/{x}/{y}.png",
                "https://tiles.example/{z}/{x}.png",
                "ftp://tiles.example/{z}/{x}/{y}.png",
                "https://me:secret@tiles.example/{z}/{x}/{y}.png",
                "https://{z}.tiles.example/{z}/{x}/{y}.png",
                "https://tiles.example; script-src */{z}/{x}/{y}.png",
                "//tiles.example/{z}/{x}/{y}.png",
                "javascript:/{z}/{x}/{y}"
            })
    void addressOfTilesThatIsNoneIsRefused(String address) {
        SettingsException refused =
                assertThrows(SettingsException.class, () -> load(Map.of("curbline.telemetry.map-tiles", address)));
        assertTrue(refused.problems().get(0).contains("{z}, {x} and {y}"), refused::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gateway:8080",
                "gateway",
                "ftp://gateway",
                "http://gateway:8080/curbline",
                "http://me:secret@gateway",
                "http://gateway:8080?a=b",
                "http://:8080"
            })
    void addressOfAGatewayThatIsNoneIsRefused(String address) {
        SettingsException refused =
                assertThrows(SettingsException.class, () -> load(Map.of("curbline.telemetry.gateway-url", address)));
        assertTrue(refused.problems().get(0).contains("such as http://gateway:8080"), refused::toString);
    }

    private TelemetrySettings load(Map<String, String> options) {
        return new SettingsLoader(Map.of(), empty)
                .load(null, options, TelemetrySettings.class)
                .get(TelemetrySettings.class);
    }
}
