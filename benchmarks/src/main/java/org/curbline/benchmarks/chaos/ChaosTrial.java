package org.curbline.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.curbline.benchmarks.process.Folders;
import org.curbline.benchmarks.process.Tools;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.scenario.Scenario;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.ScenarioException;
import org.curbline.simulator.scenario.Scenarios;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Kills the programs at random, in rounds, and prints what came of it. */
@Command(
        name = "simulator chaos",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true,
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Starts gateways, telemetry service and InfluxDB, plays a scenario, and kills, stops, cuts off and "
                    + "fills the disks of them at random, by a schedule that the seed makes. Then it compares everything "
                    + "they say with the ledger. Needs influxd (.ci/tools/influxd), and PostgreSQL for several gateways."
        },
        footer = {
            "",
            "Exit status 0 if nothing is lost, twice, different, or shown wrong; 1 if something is: then all "
                    + "files of that round are kept, and their folder is named; 2 if the command or the scenario is not "
                    + "understood."
        })
public final class ChaosTrial implements Callable<Integer> {
    private static final double FAULT_RATE = 720; // a month's faults in an hour
    /** What a kiosk says of itself, and what connections show. */
    private static final Set<FaultKind> FAULTS = EnumSet.of(
            FaultKind.DEAD, FaultKind.DEGRADED, FaultKind.FLAPPING, FaultKind.POWER_CUT, FaultKind.NETWORK_AWAY);

    @Option(names = "--kills", description = "Kills in all rounds.")
    private int kills = 100;

    @Option(
            names = "--kills-a-round",
            description = "After so many, or when the scenario is over, everything is compared, and all begins anew.")
    private int killsARound = 100;

    @Option(names = "--seed", description = "What makes the first round; that of the next is one more.")
    private long seed = 1;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description =
                    "What is played: the name of a scenario (simulator list), or a file. Without one a city in real"
                            + " time in which a month's faults come in an hour.")
    private @Nullable String scenario;

    @Option(names = "--kiosks", description = "Kiosks of the city; otherwise as the scenario says, or 300.")
    private @Nullable Integer kiosks;

    @Option(
            names = "--speed",
            description = "Simulated seconds per second; otherwise as the scenario says. So that it is not over before"
                    + " the kills are.")
    private @Nullable Double speed;

    @Option(names = "--gateways", description = "How many there are; each kiosk knows all of them.")
    private int gateways = 1;

    @Option(names = "--longest-pause", description = "Milliseconds between two steps at most.")
    private int longestPause = 2_000;

    @Option(names = "--folder", description = "Where the files of the rounds go.")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"), "curbline-chaos");

    private ChaosTrial() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ChaosTrial())
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return failure instanceof ScenarioException ? ExitCode.USAGE : ExitCode.SOFTWARE;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path influxd = Tools.influxd().orElseThrow(() -> new IOException("influxd is not there: .ci/tools/influxd"));
        Scenario played = played();
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, %s with %d kiosks at speed %.0f, gateways %d, a step every %d ms at most%n%n%s",
                InstantSource.system().instant(),
                Runtime.getRuntime().availableProcessors(),
                played.name(),
                played.world().city().kiosks(),
                played.world().calendar().speed(),
                gateways,
                longestPause,
                ChaosResult.HEAD);
        boolean right = true;
        int done = 0;
        for (long round = seed; done < kills; round++) {
            int killed = play(played.world().withSeed(round), Math.min(killsARound, kills - done), influxd);
            right &= killed > 0;
            done += Math.abs(killed);
        }
        System.out.printf(
                Locale.ROOT,
                "%n%,d kills: %s%n",
                done,
                right
                        ? "nothing lost, nothing twice, no wrong answer, no wrong state."
                        : "something is wrong, see above.");
        return right ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Scenario played() throws IOException {
        Scenario played = Scenarios.of(scenario == null ? Scenarios.USUAL : scenario);
        World world = played.world();
        if (scenario == null) {
            world = world.withKiosks(300).withDrawnFaults(FAULTS, FAULT_RATE);
        }
        world = kiosks == null ? world : world.withKiosks(kiosks);
        return played.in(speed == null ? world : world.withSpeed(speed));
    }

    /** @return how many were killed, negative if something was wrong then */
    private int play(World world, int most, Path influxd) throws IOException, InterruptedException {
        Path own = folder.resolve("seed-" + world.seed());
        delete(own);
        ChaosPlan plan = ChaosPlan.of(most, gateways, world.seed(), Duration.ofMillis(longestPause));
        int killed = most;
        try {
            ChaosResult result = new ChaosRound(plan, world, gateways, own).play(influxd);
            System.out.println(result.row());
            killed = Math.max(1, result.kills());
            if (result.isRight()) {
                delete(own);
                return killed;
            }
            System.out.println(result.details());
        } catch (IOException | RuntimeException e) {
            System.out.println("| " + world.seed() + " | could not be finished: " + e);
        }
        System.out.println("All files of seed " + world.seed() + " are kept in " + own + ".");
        return -killed;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Folders.delete(folder);
        }
    }
}
