package org.curbline.simulator;

import org.curbline.simulator.scenario.Scenarios;
import picocli.CommandLine.Command;

/** Prints what a scenario file may hold. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the JSON schema of scenario files. With it beside your file, and "
                    + "'# yaml-language-server: $schema=scenario.schema.json' as the file's first line, an editor "
                    + "completes the keys and marks what is wrong."
        })
final class SchemaCommand implements Runnable {
    private final Terminal terminal;

    SchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.line(Scenarios.schema().strip());
    }
}
