package org.curbline.program.settings;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which every program is told its settings; a picocli mixin. */
public final class SettingsOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings file (default: ./curbline.yaml if it is there)")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any setting by its key; may be repeated")
    private Map<String, String> set = new HashMap<>();

    /** An option of its own for a setting: stronger than {@code --set}; null when it was not given. */
    public void put(String key, @Nullable Object value) {
        if (value != null) {
            set.put(key, value.toString());
        }
    }

    /** Reads and checks everything. @throws SettingsException with everything that is wrong */
    public Settings load(SettingsLoader loader, Class<?>... mappings) {
        return loader.load(file, set, mappings);
    }
}
