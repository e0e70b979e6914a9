package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.curbline.benchmarks.process.Folders;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how soon and how dearly the gateway shows what works where, at ten times New York, and prints one table. */
@Command(
        name = "benchmarks/live-status",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Measures live status under the load of a large city, with InfluxDB, on this machine.")
public final class LiveStatusBenchmark implements Callable<Integer> {
    private static final double GOAL_MILLIS = 250;
    private static final double GOAL_SHARE = 0.1;
    private static final double GOAL_SECONDS = 10;

    @Option(names = "--kiosks", description = "Kiosks of the city; they report every 30 s.")
    private int kiosks = 22_370;

    @Option(names = "--connections", description = "Of these so many are connected; files that may be open bound it.")
    private int connections = 17_500;

    @Option(names = "--wifi", description = "WiFi sessions a second.")
    private double wifiPerSecond = 430;

    @Option(names = "--readers", description = "Readers of the event stream.")
    private int readers = 1_000;

    @Option(names = "--seconds", description = "Seconds that each is measured.")
    private int seconds = 30;

    @Option(names = "--rounds", description = "Rounds of measuring CPU with one reader and with all.")
    private int rounds = 5;

    @Option(names = "--warm-up", description = "Seconds before anything is measured.")
    private int warmUp = 90;

    @Option(names = "--changes", description = "Changes of state a second while CPU is measured.")
    private double changesPerSecond = 0.5;

    @Option(names = "--gateway-flags", description = "JVM flags of the gateway; @FILE stands for its lines.")
    private String gatewayFlags = "@deploy/gateway-large.jvm -Xmx1g";

    private LiveStatusBenchmark() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new LiveStatusBenchmark())
                .setExpandAtFiles(false) // that is for flags
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> flags = JvmFlags.read(gatewayFlags);
        int connected = Math.min(kiosks, connections);
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, Java %s%n%,d kiosks, %,d of them connected, %.0f reports of 4 services and %.0f WiFi"
                        + " sessions a second%ngateway: java %s%n%n",
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                kiosks,
                connected,
                kiosks / 30.0,
                wifiPerSecond,
                String.join(" ", flags));
        Path folder = Files.createTempDirectory("curbline-benchmark-");
        try {
            LiveStatusTrial.City city = new LiveStatusTrial.City(kiosks, connected, wifiPerSecond);
            LiveStatusTrial.Figures figures = new LiveStatusTrial(folder, city, readers)
                    .measure(
                            flags,
                            new LiveStatusTrial.Plan(
                                    Duration.ofSeconds(warmUp), rounds, Duration.ofSeconds(seconds), changesPerSecond));
            print(figures);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    private void print(LiveStatusTrial.Figures figures) {
        LiveStatusTrial.Watched watched = figures.watched();
        System.out.printf("%n%-66s %10s %10s%n", "milliseconds", "p50", "p99");
        rows("one reader", watched.one());
        rows(String.format(Locale.ROOT, "%,d readers", readers), watched.all());
        System.out.printf(
                Locale.ROOT,
                "%nThe %,d read %,d events; %d were cut off%n"
                        + "Started again after kill -9 it listens after %.1f s and knows the fleet after %.1f s; RSS %d MB%n%n",
                readers,
                watched.eventsRead(),
                watched.cutOff(),
                figures.listens().toMillis() / 1e3,
                figures.recovered().toMillis() / 1e3,
                figures.residentMegabytes());
        System.out.printf(
                Locale.ROOT,
                "publish to visible, p99: %.1f ms asked, %.1f ms streamed (goal: under %.0f)%n"
                        + "CPU a message with %,d readers: %+.1f %% (goal: less than %+.0f %%)%n"
                        + "fleet known after a restart: %.1f s (goal: under %.0f)%n",
                millis(watched.one().asked(), 99),
                millis(watched.one().streamed(), 99),
                GOAL_MILLIS,
                readers,
                100 * watched.cost().middleRise(),
                100 * GOAL_SHARE,
                figures.recovered().toMillis() / 1e3,
                GOAL_SECONDS);
    }

    private void rows(String who, LiveStatusTrial.Seen seen) {
        row("publish to acknowledgement, " + who, seen.acknowledged());
        row("publish to the answer about the kiosk, " + who, seen.asked());
        row("publish to the event on a stream, " + who, seen.streamed());
        seen.answers().forEach((path, nanos) -> row(path + ", " + who, nanos));
    }

    private void row(String what, Histogram nanos) {
        System.out.printf(Locale.ROOT, "%-66s %10.1f %10.1f%n", what, millis(nanos, 50), millis(nanos, 99));
    }

    private static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / 1e6;
    }
}
