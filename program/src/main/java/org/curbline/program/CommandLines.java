package org.curbline.program;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What every program does with its command line. */
public final class CommandLines {
    private static final String LOG = "logback.configurationFile";

    private CommandLines() {}

    /** Logs as a file on the class path says, unless the Java command line names another. To be called first. */
    public static void logAs(String file) {
        if (System.getProperty(LOG) == null) {
            System.setProperty(LOG, file);
        }
    }

    /** A command that says why it failed in a sentence, and then ends with 1. */
    public static CommandLine of(Object command, PrintWriter out, PrintWriter err) {
        return new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    failed.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    /**
     * Has a command, and those below it, say of a command line that is not understood what is wrong with it, and not
     * all that could have been said.
     */
    public static CommandLine brief(CommandLine command) {
        for (CommandLine below : command.getSubcommands().values()) {
            below.getCommandSpec().versionProvider(command.getCommandSpec().versionProvider()); // else it says nothing
        }
        return command.setParameterExceptionHandler(CommandLines::explain);
    }

    private static int explain(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        command.getErr().println(inPlainWords(String.valueOf(mistake.getMessage())));
        UnmatchedArgumentException.printSuggestions(mistake, command.getErr());
        command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' says what there is.");
        return CommandLine.ExitCode.USAGE;
    }

    private static String inPlainWords(String message) {
        return message.replaceFirst(" is not an? (int|long)$", " is no whole number")
                .replaceFirst(" is not a (float|double)$", " is no number");
    }

    /** What a program says of its version: the one it was built as. */
    public static String[] version(String name, Class<?> program) {
        String version = program.getPackage().getImplementationVersion();
        return new String[] {name + ' ' + (version == null ? "(not packaged)" : version)};
    }
}
