package org.curbline.program;

import java.io.PrintWriter;
import picocli.CommandLine;

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
}
