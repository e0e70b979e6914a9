package org.curbline.agent;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.curbline.agent.enrolment.TokenRefusedException;
import org.curbline.program.EndSignal;
import org.curbline.program.Why;
import org.curbline.program.settings.DurationOption;
import org.curbline.program.settings.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
            "Exit status: 0 done, 1 it failed, 2 the command is not understood, 77 the gateway refuses the token, 78 the"
                    + " settings cannot be used, or it is not enrolled."
        })
public final class AgentMain implements Runnable {
    /** What sysexits.h calls EX_CONFIG: to be started again would change nothing. */
    private static final int UNUSABLE_SETTINGS = 78;
    /** What sysexits.h calls EX_NOPERM: only somebody at the gateway can change it. */
    private static final int REFUSED = 77;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private AgentMain() {}

    /** Runs a command; {@code run} until the process is told to stop. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        EndSignal.exitAfter(stop -> execute(args, System.getenv(), out, err, stop));
    }

    /** Runs a command; {@code run} until the signal. */
    static int execute(
            String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err, EndSignal stop) {
        return new CommandLine(new AgentMain())
                .addSubcommand(new RunCommand(environment, out, stop))
                .addSubcommand(new EnrollCommand(environment, out, stop))
                .addSubcommand(new StatusCommand(environment, out, Clock.systemUTC()))
                .addSubcommand(new DoctorCommand(environment, out, Clock.systemUTC()))
                .registerConverter(Duration.class, new DurationOption())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    boolean isTold = exitStatus(failure) == UNUSABLE_SETTINGS;
                    failed.getErr()
                            .println("curbline-agent: "
                                    + (failure instanceof RuntimeException && !isTold
                                            ? unexpected(failure)
                                            : Why.of(failure)));
                    return exitStatus(failure);
                })
                .execute(args);
    }

    /** What Java says of such a failure is of no use to people; where it is, is to whoever mends it. */
    private static String unexpected(Exception failure) {
        StackTraceElement[] where = failure.getStackTrace();
        return "it fails in a way it should not: " + failure.getClass().getName()
                + (where.length == 0 ? "" : " at " + where[0]);
    }

    private static int exitStatus(Exception failure) {
        if (failure instanceof TokenRefusedException) {
            return REFUSED;
        }
        return failure instanceof SettingsException || failure instanceof NotEnrolledException
                ? UNUSABLE_SETTINGS
                : CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "One of these must follow: "
                        + String.join(", ", spec.commandLine().getSubcommands().keySet()) + ".");
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
