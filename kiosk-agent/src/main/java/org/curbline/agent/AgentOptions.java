package org.curbline.agent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How every command is told the agent's settings; a picocli mixin. */
final class AgentOptions {
    /** Where the package puts it, so that nobody needs to name it on a kiosk. */
    private static final Path INSTALLED = Path.of("/etc/curbline/agent.yaml");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The settings file (default: /etc/curbline/agent.yaml if it is there)")
    private @Nullable Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Any setting by its key; may be repeated")
    private Map<String, String> set = new HashMap<>();

    /** Sets what a command has an option of its own for; {@code --set} is stronger. */
    void setByOption(String key, String value) {
        set.putIfAbsent(key, value);
    }

    /** Reads and checks everything. @throws org.curbline.program.settings.SettingsException with everything wrong */
    Settings load(Map<String, String> environment) {
        Path named = file == null && Files.exists(INSTALLED) ? INSTALLED : file;
        return loader(environment, Path.of("")).load(named, set, AgentSettings.class);
    }

    /** What reads the settings, and checks what they ask of one another. */
    static SettingsLoader loader(Map<String, String> environment, Path workingFolder) {
        return new SettingsLoader(environment, workingFolder).withRules(AgentSettings.class, AgentRules::objections);
    }
}
