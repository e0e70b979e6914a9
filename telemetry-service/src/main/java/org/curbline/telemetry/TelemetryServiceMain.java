package org.curbline.telemetry;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.curbline.program.CommandLines;
import org.curbline.program.EndSignal;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.program.settings.SettingsOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The telemetry service's entry point. */
@Command(
        name = "telemetry-service",
        mixinStandardHelpOptions = true,
        showDefaultValues = false,
        description = "Answers what was used, when and where, and shows it at http://localhost:8081/.",
        versionProvider = TelemetryServiceMain.Version.class,
        footer = {
            "",
            "Settings: curbline.yaml, over it the environment (curbline.telemetry.zone is CURBLINE_TELEMETRY_ZONE there),"
                    + " over it these options.",
            "Exit status: 0 stopped, 1 could not start, 2 the command is not understood."
        })
public final class TelemetryServiceMain implements Callable<Integer> {
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final EndSignal stop;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(names = "--http-host", paramLabel = "ADDRESS", description = "Where to listen; all addresses by default.")
    private @Nullable String host;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "The TCP port; 8081 by default, 0 for a free one.")
    private @Nullable Integer port;

    private TelemetryServiceMain(Map<String, String> environment, PrintWriter out, EndSignal stop) {
        this.environment = environment;
        this.out = out;
        this.stop = stop;
    }

    /** Runs until the process is told to stop. */
    public static void main(String[] args) {
        CommandLines.logAs("logback-telemetry-service.xml");
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        EndSignal.exitAfter(stop -> execute(args, System.getenv(), out, err, stop));
    }

    /** Runs until the signal. */
    static int execute(
            String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err, EndSignal stop) {
        return CommandLines.brief(CommandLines.of(new TelemetryServiceMain(environment, out, stop), out, err)
                        .addSubcommand(new ReportCommand(out, err)))
                .execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        options.put("curbline.telemetry.http-host", host);
        options.put("curbline.telemetry.http-port", port);
        SettingsLoader loader = new SettingsLoader(environment, Path.of(""))
                .withDefault("curbline.store.kind", "influx") // the embedded store belongs to the process that writes
                .withDefault("curbline.registry.url", "jdbc:h2:file:./data/registry");
        Settings settings = options.load(loader, TelemetryService.SETTINGS);
        try (TelemetryService service = TelemetryService.start(settings, Clock.systemUTC())) {
            out.println("Curbline telemetry service at http://localhost:" + service.port() + "/, with the settings");
            out.println(settings.describe().indent(2).stripTrailing());
            stop.await();
        }
        return 0;
    }

    /** The version the program was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return CommandLines.version("Curbline telemetry service", TelemetryServiceMain.class);
        }
    }
}
