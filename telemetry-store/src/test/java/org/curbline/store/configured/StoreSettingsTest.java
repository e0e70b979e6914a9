package org.curbline.store.configured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.curbline.store.StoreOpenException;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.StoreSettings.Kind;
import org.curbline.store.influx.InfluxStore;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
    @Test
    void defaults() {
        StoreSettings settings = settings(Map.of());
        assertEquals(Kind.EMBEDDED, settings.kind());
        assertEquals(Duration.ofDays(60), settings.retention());
        assertEquals(Duration.ofDays(400), settings.historyRetention());
        assertEquals(Duration.ofDays(1830), settings.rollupRetention());
        assertEquals(Path.of("data/store"), settings.embedded().directory());
        assertEquals(URI.create("http://localhost:8086"), settings.influx().url());
        assertEquals("curbline", settings.influx().org());
        assertEquals("curbline", settings.influx().bucket());
        assertEquals(Optional.empty(), settings.influx().token());
        assertEquals(Duration.ofSeconds(20), settings.influx().answerTimeout());
        assertFalse(settings.influx().gzip());
    }

    @Test
    void everyKeyIsRead() {
        StoreSettings settings = settings(Map.ofEntries(
                Map.entry("curbline.store.kind", "influx"),
                Map.entry("curbline.store.rollup-retention", "P70D"),
                Map.entry("curbline.store.history-retention", "P8D"),
                Map.entry("curbline.store.retention", "P7D"),
                Map.entry("curbline.store.embedded.directory", "/tmp/there"),
                Map.entry("curbline.store.influx.url", "https://influx.example:8443"),
                Map.entry("curbline.store.influx.org", "city"),
                Map.entry("curbline.store.influx.bucket", "kiosks"),
                Map.entry("curbline.store.influx.token", "secret"),
                Map.entry("curbline.store.influx.answer-timeout", "PT5S"),
                Map.entry("curbline.store.influx.gzip", "true")));
        assertEquals(Kind.INFLUX, settings.kind());
        assertEquals(Duration.ofDays(7), settings.retention());
        assertEquals(Duration.ofDays(70), settings.rollupRetention());
        assertEquals(Duration.ofDays(8), settings.historyRetention());
        assertEquals(Path.of("/tmp/there"), settings.embedded().directory());
        assertEquals(
                URI.create("https://influx.example:8443"), settings.influx().url());
        assertEquals("city", settings.influx().org());
        assertEquals("kiosks", settings.influx().bucket());
        assertEquals(Optional.of("secret"), settings.influx().token());
        assertEquals(Duration.ofSeconds(5), settings.influx().answerTimeout());
        assertTrue(settings.influx().gzip());
    }

    @Test
    void reportsAllProblemsAtOnce() {
        ConfigValidationException refused = assertThrows(
                ConfigValidationException.class,
                () -> settings(Map.of(
                        "curbline.store.kind", "paper",
                        "curbline.store.retention", "for ever",
                        "curbline.store.influx.url", "http://[",
                        "curbline.store.influx.answer-timeout", "soon",
                        "curbline.store.colour", "blue")));
        String message = String.valueOf(refused.getMessage());
        for (String key : List.of("kind", "retention", "influx.url", "influx.answer-timeout", "colour")) {
            assertTrue(message.contains("curbline.store." + key), () -> key + " is missing in: " + message);
        }
    }

    @Test
    void influxNeedsAToken() {
        StoreSettings settings = settings(Map.of("curbline.store.kind", "influx"));
        StoreOpenException refusal =
                assertThrows(StoreOpenException.class, () -> ConfiguredStore.open(settings, InstantSource.system()));
        assertEquals("curbline.store.influx.token is missing, and curbline.store.kind is influx", refusal.getMessage());
    }

    @Test
    void aRetentionOfMinutesIsNamed() {
        StoreSettings settings = settings(Map.of("curbline.store.retention", "PT59M"));
        StoreOpenException refused =
                assertThrows(StoreOpenException.class, () -> ConfiguredStore.open(settings, InstantSource.system()));
        assertEquals("curbline.store.retention must be at least one hour", refused.getMessage());
    }

    @Test
    void anInfluxThatIsNotThereYetIsNoErrorAtStart() {
        StoreSettings settings = settings(Map.of(
                "curbline.store.kind", "influx",
                "curbline.store.rollup-retention", "P70D",
                "curbline.store.influx.token", "secret",
                "curbline.store.influx.url", "http://127.0.0.1:1"));
        try (TelemetryStore store = ConfiguredStore.open(settings, InstantSource.system())) {
            assertEquals(InfluxStore.class, store.getClass());
            assertTrue(store.writer().condition().available());
        }
    }

    private static StoreSettings settings(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(StoreSettings.class)
                .withDefaultValues(values)
                .withValidateUnknown(true)
                .build()
                .getConfigMapping(StoreSettings.class);
    }
}
