package org.curbline.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.database.RegistrySettings;
import org.junit.jupiter.api.Test;

class RegistrySettingsTest {
    private static final String URL = "jdbc:h2:mem:";

    @Test
    void defaults() {
        RegistrySettings settings = read(Map.of("curbline.registry.url", URL));

        assertEquals(Optional.empty(), settings.user());
        assertEquals(Optional.empty(), settings.password());
        assertEquals(4, settings.poolSize());
    }

    @Test
    void everyKeyIsRead() {
        RegistrySettings settings = read(Map.of(
                "curbline.registry.url", URL,
                "curbline.registry.user", "me",
                "curbline.registry.password", "hush",
                "curbline.registry.pool-size", "7"));

        assertEquals(URL, settings.url());
        assertEquals(Optional.of("me"), settings.user());
        assertEquals(Optional.of("hush"), settings.password());
        assertEquals(7, settings.poolSize());
    }

    @Test
    void reportsAllProblemsAtOnce() {
        var e = assertThrows(
                ConfigValidationException.class,
                () -> read(Map.of("curbline.registry.pool-size", "many", "curbline.registry.colour", "blue")));

        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("curbline.registry.url"), message);
        assertTrue(message.contains("curbline.registry.pool-size"), message);
        assertTrue(message.contains("curbline.registry.colour"), message);
    }

    @Test
    void aPoolOfOneIsNamed() {
        RegistrySettings settings =
                read(Map.of("curbline.registry.url", "jdbc:h2:mem:one", "curbline.registry.pool-size", "1"));
        RegistryException refused =
                assertThrows(RegistryException.class, () -> KioskRegistry.open(settings, InstantSource.system()));
        assertEquals("curbline.registry.pool-size must be at least 2, not 1", refused.getMessage());
    }

    private static RegistrySettings read(Map<String, String> values) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withDefaultValues(values)
                .withMapping(RegistrySettings.class)
                .withValidateUnknown(true)
                .build();
        return config.getConfigMapping(RegistrySettings.class);
    }
}
