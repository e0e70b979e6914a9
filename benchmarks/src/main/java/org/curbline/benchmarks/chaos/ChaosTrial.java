package org.curbline.benchmarks.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.curbline.benchmarks.process.Folders;
import org.curbline.benchmarks.process.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Kills the programs at random, in rounds, and prints what came of it. */
@Command(
        name = "benchmarks/chaos",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = {
            "Starts gateway, telemetry service and InfluxDB, lets a simulated city with faults send, and kills,",
            "stops and cuts them off at random, by a schedule that the seed makes. Then it compares every event,",
            "every state and availability with the city's ledger. Needs influxd (.ci/tools/influxd)."
        },
        footer = {
            "",
            "Exit status 0 if nothing is lost, twice, different, or shown wrong; 1 if something is: then all",
            "files of that round are kept, and their folder is named."
        })
public final class ChaosTrial implements Callable<Integer> {
    @Option(names = "--kills", description = "Kills in all rounds.")
    private int kills = 100;

    @Option(names = "--kills-a-round", description = "After so many, everything is compared, and all begins anew.")
    private int killsARound = 100;

    @Option(names = "--seed", description = "What makes the first round; that of the next is one more.")
    private long seed = 1;

    @Option(names = "--kiosks", description = "Kiosks of the city.")
    private int kiosks = 300;

    @Option(
            names = "--look-back",
            description = "How long ago the city begins, such as PT1H; it runs sixty times as fast until it is now.")
    private Duration lookBack = Duration.ZERO;

    @Option(names = "--longest-pause", description = "Milliseconds between two steps at most.")
    private int longestPause = 2_000;

    @Option(names = "--folder", description = "Where the files of the rounds go.")
    private Path folder = Path.of(System.getProperty("java.io.tmpdir"), "curbline-chaos");

    private ChaosTrial() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ChaosTrial()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path influxd = Tools.influxd().orElseThrow(() -> new IOException("influxd is not there: .ci/tools/influxd"));
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, %d kiosks from %d minutes back, a step every %d ms at most%n%n%s",
                InstantSource.system().instant(),
                Runtime.getRuntime().availableProcessors(),
                kiosks,
                lookBack.toMinutes(),
                longestPause,
                ChaosResult.HEAD);
        boolean right = true;
        int done = 0;
        for (long round = seed; done < kills; round++) {
            int most = Math.min(killsARound, kills - done);
            right &= play(round, most, influxd);
            done += most;
        }
        System.out.printf(
                Locale.ROOT,
                "%n%,d kills: %s%n",
                done,
                right ? "nothing lost, nothing twice, no wrong state." : "something is wrong, see above.");
        return right ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private boolean play(long round, int most, Path influxd) throws IOException, InterruptedException {
        Path own = folder.resolve("seed-" + round);
        delete(own);
        ChaosPlan plan = ChaosPlan.of(most, round, Duration.ofMillis(longestPause));
        try {
            ChaosResult result = new ChaosRound(plan, round, new ChaosRound.Size(kiosks, lookBack), own).play(influxd);
            System.out.println(result.row());
            if (result.isRight()) {
                delete(own);
                return true;
            }
            System.out.println(result.details());
        } catch (IOException | RuntimeException e) {
            System.out.println("| " + round + " | could not be finished: " + e);
        }
        System.out.println("All files of seed " + round + " are kept in " + own + ".");
        return false;
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            Folders.delete(folder);
        }
    }
}
