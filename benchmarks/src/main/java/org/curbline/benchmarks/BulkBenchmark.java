package org.curbline.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Moves weeks of a whole fleet at once, and asks for a year of it. */
@Command(
        name = "benchmarks/bulk",
        mixinStandardHelpOptions = true,
        description = "Sends a week of New York's kiosks through a gateway, writes a year of it into a store, rolls it"
                + " up, and asks for it.",
        subcommands = {FleetWeek.class, FleetYear.class, YearBenchmark.class})
public final class BulkBenchmark {
    private BulkBenchmark() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new BulkBenchmark()).execute(args));
    }
}
