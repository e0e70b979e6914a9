package org.curbline.telemetry.open;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.curbline.program.settings.SettingsException;
import org.curbline.program.settings.SettingsLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenDataSettingsTest {
    @TempDir
    Path empty = Path.of(".");

    @Test
    void defaults() {
        OpenDataSettings settings = load(Map.of());

        assertEquals(10, settings.smallestCount());
        assertEquals(Duration.ofDays(2), settings.settling());
        assertEquals(Optional.empty(), settings.firstWeek());
    }

    @Test
    void everyKeyIsRead() {
        OpenDataSettings settings = load(Map.of(
                "curbline.open-data.smallest-count", "3",
                "curbline.open-data.settling", "6h",
                "curbline.open-data.first-week", "2026-11-01"));

        assertEquals(3, settings.smallestCount());
        assertEquals(Duration.ofHours(6), settings.settling());
        assertEquals(Optional.of(LocalDate.of(2026, 11, 1)), settings.firstWeek());
        assertEquals(0, load(Map.of("curbline.open-data.smallest-count", "0")).smallestCount());
    }

    @Test
    void reportsAllProblemsAtOnce() {
        SettingsException refused = assertThrows(
                SettingsException.class,
                () -> load(Map.of(
                        "curbline.open-data.smallest-count", "2",
                        "curbline.open-data.settling", "-1s",
                        "curbline.open-data.first-week", "yesterday",
                        "curbline.open-data.colour", "blue")));

        assertEquals(4, refused.problems().size(), refused::toString);
        assertTrue(refused.problems().toString().contains("0, or a whole number, at least 3"), refused::toString);
    }

    private OpenDataSettings load(Map<String, String> options) {
        return new SettingsLoader(Map.of(), empty)
                .load(null, options, OpenDataSettings.class)
                .get(OpenDataSettings.class);
    }
}
