package org.curbline.agent;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.program.CommandLines;
import org.curbline.program.EndSignal;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.program.settings.SettingsOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;

/** The kiosk agent's entry point. */
@Command(
        name = "curbline-agent",
        mixinStandardHelpOptions = true,
        description = "Takes what happens on this kiosk, keeps it on the card, and publishes it to the gateway.",
        versionProvider = AgentMain.Version.class,
        footer = {
            "",
            "Settings: the file named by --config, over it the environment (curbline.agent.kiosk is CURBLINE_AGENT_KIOSK"
                    + " there), over it --set.",
            "Exit status: 0 stopped, 1 could not start, 2 the command is not understood."
        })
public final class AgentMain implements Callable<Integer> {
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final EndSignal stop;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    private AgentMain(Map<String, String> environment, PrintWriter out, EndSignal stop) {
        this.environment = environment;
        this.out = out;
        this.stop = stop;
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] args) {
        CommandLines.logAs("logback-agent.xml");
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        EndSignal.exitAfter(stop -> execute(args, System.getenv(), out, err, stop));
    }

    /** Runs until the signal. */
    static int execute(
            String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err, EndSignal stop) {
        return CommandLines.of(new AgentMain(environment, out, stop), out, err).execute(args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = options.load(new SettingsLoader(environment, Path.of("")), AgentSettings.class);
        AgentSettings told = settings.get(AgentSettings.class);
        try (Agent agent = Agent.start(told, Clock.systemUTC(), new SecureRandom())) {
            out.println("Curbline agent of kiosk " + told.kiosk() + ", run " + agent.run() + ", with the settings");
            out.println(settings.describe().indent(2).stripTrailing());
            stop.await();
        }
        return 0;
    }

    /** The version the program was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = AgentMain.class.getPackage().getImplementationVersion();
            return new String[] {"Curbline kiosk agent " + (version == null ? "(not packaged)" : version)};
        }
    }
}
