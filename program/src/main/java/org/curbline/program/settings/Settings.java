package org.curbline.program.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.SmallRyeConfig;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a program was told, checked. Does not change while it runs. Safe for several threads. */
public final class Settings {
    private final SmallRyeConfig config;
    private final KnownKeys known;

    Settings(SmallRyeConfig config, KnownKeys known) {
        this.config = config;
        this.known = known;
    }

    /** The values of one of the mappings the settings were loaded with. */
    public <T> T get(Class<T> mapping) {
        return config.getConfigMapping(mapping);
    }

    /** Every key that has a value, a line each, with the value and where it came from. Secrets are masked. */
    public String describe() {
        return keysWithValue().stream()
                .map(config::getConfigValue)
                .filter(value -> value.getValue() != null)
                .map(Settings::line)
                .collect(Collectors.joining("\n"));
    }

    private SortedSet<String> keysWithValue() {
        SortedSet<String> keys = new TreeSet<>(known.plainKeys());
        config.getPropertyNames().forEach(name -> {
            if (known.isKnown(name)) {
                keys.add(name);
            }
        });
        return keys;
    }

    private static String line(ConfigValue value) {
        String shown = Secrets.isSecret(value.getName()) ? Secrets.MASK : value.getValue();
        return value.getName() + " = " + shown + " (" + SettingsLoader.origin(value) + ")";
    }
}
