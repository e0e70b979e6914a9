package org.curbline.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.agent.time.LinuxClock;
import org.curbline.program.EndSignal;
import org.curbline.program.Why;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The agent at work. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Takes events, keeps them, and publishes them, until it is told to end.")
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    private final Map<String, String> environment;
    private final PrintWriter out;
    private final EndSignal stop;

    @Mixin
    private AgentOptions options = new AgentOptions();

    @Option(names = "--for", paramLabel = "DURATION", description = "End by itself after that long, such as 10s")
    private @Nullable Duration atMost;

    @Option(
            names = "--simulate",
            arity = "0..1",
            paramLabel = "SERVICES",
            fallbackValue = SimulatedServices.ALL,
            description = "Simulate the use of services: all (the default as long as there is no source), none, or some"
                    + " of wifi, charging, call and tablet with commas between")
    private @Nullable String simulate;

    RunCommand(Map<String, String> environment, PrintWriter out, EndSignal stop) {
        this.environment = environment;
        this.out = out;
        this.stop = stop;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (simulate != null) {
            options.setByOption("curbline.agent.simulate", simulate);
        }
        Settings settings = options.load(environment);
        AgentSettings told = settings.get(AgentSettings.class);
        try (Supervisor supervisor = Supervisor.of(environment);
                Agent agent = Agent.start(told, LinuxClock.open(), new SecureRandom())) {
            HangupSignal.runs(() -> reload(agent)); // before anybody knows that it runs
            out.println("Curbline agent of kiosk " + agent.kiosk() + ", run " + agent.run() + ", with the settings");
            out.println(settings.describe().indent(2).stripTrailing());
            supervisor.ready();
            supervisor.pingEvery().ifPresent(every -> agent.every(every, supervisor::alive));
            if (atMost == null) {
                stop.await();
            } else {
                stop.await(atMost);
            }
            supervisor.stopping();
        }
        return 0;
    }

    /** What cannot be used is said, all of it, and the former settings go on if they can. */
    private void reload(Agent agent) {
        try {
            agent.reload(options.load(environment).get(AgentSettings.class));
        } catch (SettingsException e) {
            log.error("The settings cannot be used, and the former go on: {}", Why.of(e));
        } catch (IOException e) {
            log.error("{}", Why.of(e));
        } catch (RuntimeException e) {
            log.error("The settings could not be read again.", e);
        }
    }
}
