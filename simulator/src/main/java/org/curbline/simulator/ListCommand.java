package org.curbline.simulator;

import java.util.List;
import java.util.Locale;
import org.curbline.simulator.scenario.Scenario;
import org.curbline.simulator.scenario.Scenarios;
import picocli.CommandLine.Command;

/** Names the scenarios that come with the program. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Names the scenarios there are, each with what it shows; 'describe' and 'run' take the name.")
final class ListCommand implements Runnable {
    private final Terminal terminal;

    ListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        List<Scenario> scenarios = Scenarios.shipped();
        int width =
                scenarios.stream().mapToInt(each -> each.name().length()).max().orElse(1);
        for (Scenario each : scenarios) {
            terminal.line(String.format(Locale.ROOT, "%-" + width + "s  %s", each.name(), each.shows()));
        }
    }
}
