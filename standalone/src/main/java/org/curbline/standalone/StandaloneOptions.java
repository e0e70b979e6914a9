package org.curbline.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.curbline.program.settings.DurationOption;
import org.curbline.simulator.FaultOptions;
import org.curbline.simulator.scenario.Scenario;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.ScenarioException;
import org.curbline.simulator.scenario.Scenarios;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the standalone program can be told on its command line. */
final class StandaloneOptions {
    /** As many connections as a gateway takes. */
    private static final int MOST_KIOSKS = 50_000;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationOption.class,
            description = "End by itself after this long, such as 20s, 5m or 1h (default: run until Ctrl-C)")
    @Nullable
    Duration runFor;

    @Option(
            names = "--scenario",
            paramLabel = "SCENARIO",
            description = "What the city goes through: a name (see deploy/simulator list), or a file"
                    + " (default: ${DEFAULT-VALUE})")
    String scenario = Scenarios.USUAL;

    @Option(
            names = "--kiosks",
            paramLabel = "N",
            description =
                    "How many simulated kiosks; 0 for none (default: as the scenario says, 200 in an ordinary one;"
                            + " or all live ones of --city)")
    @Nullable
    Integer kiosks;

    @Option(
            names = "--city",
            paramLabel = "FILE",
            description =
                    "A city's kiosk list (CSV, JSON or GeoJSON): its kiosks are registered and its live ones simulated")
    @Nullable
    Path city;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "The same seed makes the same city (default: as the scenario says, mostly 1)")
    @Nullable
    Long seed;

    @Option(
            names = "--speed",
            paramLabel = "N",
            description =
                    "Simulated seconds a second; above 1 the city begins 30 days ago unless the scenario says when"
                            + " (default: as the scenario says, mostly 1)")
    @Nullable
    Double speed;

    @Mixin
    FaultOptions faults = new FaultOptions();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Page, APIs, metrics and health (default: ${DEFAULT-VALUE})")
    int httpPort = 8080;

    @Option(names = "--mqtt-port", paramLabel = "PORT", description = "MQTT over TCP (default: ${DEFAULT-VALUE})")
    int mqttPort = 1883;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${sys:curbline.data:-data}",
            description = "Where everything is kept (default: ${DEFAULT-VALUE})")
    Path data = Path.of("data");

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Where to listen (default: ${DEFAULT-VALUE}: this machine only)")
    String host = "127.0.0.1";

    /** What is wrong with them, in one sentence; empty if nothing is. */
    Optional<String> objection() {
        if (kiosks != null && (kiosks < 0 || kiosks > MOST_KIOSKS)) {
            return Optional.of("--kiosks must be 0 to " + MOST_KIOSKS + ", not " + kiosks + ".");
        }
        if (speed != null && (!(speed > 0) || Double.isInfinite(speed))) {
            return Optional.of("--speed must be more than 0, not " + speed + ".");
        }
        if (!isPort(httpPort)) {
            return Optional.of("--http-port must be a port from 1 to 65535, not " + httpPort + ".");
        }
        if (!isPort(mqttPort)) {
            return Optional.of("--mqtt-port must be a port from 1 to 65535, not " + mqttPort + ".");
        }
        if (httpPort == mqttPort) {
            return Optional.of("--http-port and --mqtt-port must not both be " + httpPort + ".");
        }
        return data.toString().isBlank() ? Optional.of("--data must name a folder.") : Optional.empty();
    }

    /**
     * What is to happen in the city: the scenario, and what other options say.
     *
     * @throws StandaloneException if there is no such scenario, or something is wrong with it
     */
    Scenario played() {
        try {
            Scenario said = Scenarios.of(scenario);
            World world = said.world();
            world = kiosks == null || kiosks == 0 ? world : world.withKiosks(kiosks);
            world = seed == null ? world : world.withSeed(seed);
            world = speed == null ? world : world.withSpeed(speed);
            return said.in(faults.over(world));
        } catch (ScenarioException e) {
            throw new StandaloneException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StandaloneException("The scenario " + scenario + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isPort(int number) {
        return number >= 1 && number <= 65_535;
    }
}
