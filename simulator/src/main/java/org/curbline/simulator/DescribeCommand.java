package org.curbline.simulator;

import java.util.concurrent.Callable;
import org.curbline.simulator.scenario.ScenarioText;
import org.curbline.simulator.scenario.Scenarios;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** Says all of a scenario. */
@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Says what a scenario shows, what happens in it, what to expect, and what is assumed.")
final class DescribeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Parameters(paramLabel = "SCENARIO", description = "The name of a scenario (see 'list'), or a file")
    private String scenario = "";

    DescribeCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        terminal.line(ScenarioText.of(Scenarios.of(scenario)));
        return ExitCode.OK;
    }
}
