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
    static final Path INSTALLED = Path.of("/etc/curbline/agent.yaml");
    /** As that file has it. */
    private static final String INSTALLED_SOCKET = "/run/curbline-agent/status.sock";

    private static final Path NO_FILE = Path.of("/dev/null");

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
        return loader(environment, Path.of("")).load(named(), set, AgentSettings.class);
    }

    /**
     * For a command that needs nothing but where the agent is asked: as installed, where whoever asks may not read what
     * is installed.
     */
    Settings loadToAsk(Map<String, String> environment) {
        return isClosed()
                ? loader(environment, Path.of(""))
                        .withDefault("curbline.agent.status.socket", INSTALLED_SOCKET)
                        .load(NO_FILE, set, AgentSettings.class)
                : load(environment);
    }

    /** Whether whoever asks may not read the installed settings, in which secrets are. */
    boolean isClosed() {
        return INSTALLED.equals(named()) && Files.exists(INSTALLED) && !Files.isReadable(INSTALLED);
    }

    private @Nullable Path named() {
        return file == null && Files.exists(INSTALLED) ? INSTALLED : file;
    }

    /** What reads the settings, and checks what they ask of one another. */
    static SettingsLoader loader(Map<String, String> environment, Path workingFolder) {
        return new SettingsLoader(environment, workingFolder).withRules(AgentSettings.class, AgentRules::objections);
    }
}
