package org.curbline.simulator;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Arrays;
import org.curbline.program.CommandLines;
import org.curbline.program.EndSignal;
import org.curbline.program.settings.DurationOption;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.scenario.ScenarioException;
import org.curbline.simulator.scenario.Until;
import picocli.CommandLine;

/** The simulator's entry point. */
public final class SimulatorMain {
    private SimulatorMain() {}

    /**
     * Exits with 0 if the audit balances, 1 if it does not or could not be made, 2 if the command is not understood.
     */
    public static void main(String[] args) {
        CommandLines.logAs("logback-simulator.xml");
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        EndSignal.exitAfter(stop -> execute(args, new Terminal(out, System.in, isTerminal()), err, stop));
    }

    @SuppressWarnings("SystemConsoleNull") // the property brings back, on newer JDKs, what JDK 17 does
    private static boolean isTerminal() {
        System.setProperty("jdk.console", "java.base");
        return System.console() != null;
    }

    /** Runs a command to its end. {@code run} is the default and may be left out. */
    static int execute(String[] args, Terminal terminal, PrintWriter err, EndSignal stop) {
        boolean named = args.length > 0 && args[0].equals("run");
        String[] rest = named ? Arrays.copyOfRange(args, 1, args.length) : args;
        CommandLine commands = new CommandLine(new RunCommand(terminal, stop))
                .addSubcommand(new ListCommand(terminal))
                .addSubcommand(new DescribeCommand(terminal))
                .addSubcommand(new AuditCommand(terminal))
                .addSubcommand(new RecordCommand(terminal, stop))
                .addSubcommand(new ReplayCommand(terminal, stop))
                .addSubcommand(new SchemaCommand(terminal))
                .addSubcommand(new CalibrateCommand(terminal))
                .registerConverter(Duration.class, new DurationOption())
                .registerConverter(Target.class, Conversions::target)
                .registerConverter(URI.class, Conversions::address)
                .registerConverter(Until.class, Conversions::until)
                .registerConverter(Part.class, Part::parse)
                .setOut(terminal.out())
                .setErr(err)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(Conversions.sentence(failure));
                    return failure instanceof ScenarioException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                });
        return CommandLines.brief(commands).execute(rest);
    }
}
