package org.curbline.benchmarks.status;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.curbline.registry.KioskRegistry;
import org.curbline.simulator.faults.DrawnFaults;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.fleet.FleetSettings.Chance;
import org.curbline.status.StatusRule;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.WeekHours;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Goes through weeks of a city with faults and prints what status made of them. */
@Command(
        name = "benchmarks/status-trial",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Compares what the gateway shows of a simulated city's faults with what was true.",
        footer = {"", "Exit status 0 if every goal is reached, 1 if one is missed."})
public final class StatusTrial implements Callable<Integer> {
    private static final Instant START = Instant.parse("2026-09-07T04:00:00Z");
    private static final StatusRule RULE = new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30));

    /** After the days that are measured nothing is wrong any more, and whoever was not heard tells what was. */
    private static final Duration TOLD_LATER = Duration.ofDays(1);

    /** As the gateway doubts when it is not told otherwise. */
    private static final Doubt DOUBT = new Doubt(new WeekHours(ZoneId.of("America/New_York")), 0.1);

    @Option(names = "--kiosks", description = "Kiosks of the city.")
    private int kiosks = 300;

    @Option(names = "--learn", description = "Days before those that are measured, in which use is learnt.")
    private int learn = 28;

    @Option(names = "--days", description = "Days that are measured.")
    private int days = 30;

    @Option(names = "--fault-rate", description = "How many times as many faults as in New York.")
    private double rate = 3;

    @Option(names = "--seed", description = "The same seed gives the same figures.")
    private long seed = 1;

    private StatusTrial() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new StatusTrial()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        TrialFigures figures = run(kiosks, learn, days, rate, seed);
        System.out.println(figures.text());
        return figures.areReached() ? 0 : 1;
    }

    /** The figures of a trial. */
    static TrialFigures run(int kiosks, int learn, int days, double rate, long seed)
            throws IOException, InterruptedException {
        TrialClock clock = new TrialClock(START.toEpochMilli());
        try (KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:" + UUID.randomUUID(), clock)) {
            Instant from = START.plus(Duration.ofDays(learn));
            Instant to = from.plus(Duration.ofDays(days));
            FaultPlan faults = new FaultsThatEnd(new DrawnFaults(FaultKind.ofState(), rate), to.toEpochMilli());
            SimulatedCity city = new SimulatedCity(kiosks, new Chance(seed, faults), RULE, DOUBT, clock, registry);
            city.run(to.plus(TOLD_LATER).toEpochMilli());
            Uptime answered = Uptime.ask(city.store(), registry, RULE, clock, from, to);
            return new TrialFigures(
                    kiosks * (double) days,
                    city.longestOverdueMillis(),
                    new Verdict(city, from.toEpochMilli(), to.toEpochMilli()),
                    new KnownTime(city, city.known(), from.toEpochMilli(), to.toEpochMilli()),
                    answered);
        }
    }
}
