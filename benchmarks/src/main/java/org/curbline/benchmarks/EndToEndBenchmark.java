package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.curbline.benchmarks.process.Folders;
import org.curbline.benchmarks.process.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures one system after the other, each in processes of its own, and prints one table. */
@Command(
        name = "benchmarks/run",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Measures Curbline, its stores alone, and Mosquitto with Telegraf, on this machine.")
public final class EndToEndBenchmark implements Callable<Integer> {
    @Option(
            names = "--messages",
            description = "Messages measured; half as many warm up. A fifth for Mosquitto and Telegraf.")
    private long messages = 2_000_000;

    @Option(names = "--connections", description = "Kiosks connected when loading flat out.")
    private int connections = 200;

    @Option(names = "--in-flight", description = "Messages in flight at most on a connection; the server may say less.")
    private int inFlight = 64;

    @Option(names = "--events-per-message", description = "Events in each message.")
    private int eventsPerMessage = 1;

    @Option(names = "--at-most", description = "Seconds after which no more is sent, warming up and measuring each.")
    private int secondsAtMost = 40;

    @Option(names = "--city-seconds", description = "Seconds that the city's load is measured.")
    private int citySeconds = 30;

    @Option(
            names = "--rounds",
            description = "How often everything is measured, one system after the other; the middle one is shown.")
    private int rounds = 1;

    @Option(names = "--only", split = ",", description = "Systems to measure: ${COMPLETION-CANDIDATES}.")
    private Set<Scenario> only = EnumSet.allOf(Scenario.class);

    @Option(names = "--gateway-flags", description = "JVM flags of the gateway, flat out; @FILE stands for its lines.")
    private String gatewayFlags = "@deploy/gateway-large.jvm -Xmx512m";

    @Option(names = "--city-flags", description = "JVM flags of the gateway that serves the city.")
    private String cityFlags = "@deploy/gateway.jvm";

    private EndToEndBenchmark() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new EndToEndBenchmark())
                .setExpandAtFiles(false) // that is for flags
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.printf(
                "%s, %d processors, Java %s, %s messages of %d event(s), %d connections%n",
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                messages,
                eventsPerMessage,
                connections);
        System.out.printf(
                "gateway: java %s%ncity's gateway: java %s%n%n",
                String.join(" ", JvmFlags.read(gatewayFlags)), String.join(" ", JvmFlags.read(cityFlags)));
        List<Figures> figures = new ArrayList<>();
        List<Scenario> possible = Stream.of(Scenario.values())
                .filter(only::contains)
                .filter(EndToEndBenchmark::isPossible)
                .toList();
        for (int round = 1; round <= rounds; round++) {
            for (Scenario scenario : possible) {
                Path folder = Files.createTempDirectory("curbline-benchmark-");
                try {
                    figures.add(measure(scenario, folder, round));
                } finally {
                    Folders.delete(folder);
                }
            }
        }
        System.out.println();
        if (rounds > 1) {
            System.out.println("The round in the middle of " + rounds + ", by messages a second:");
        }
        System.out.print(Report.of(possible.stream()
                .map(scenario -> Figures.middle(scenario, figures))
                .toList()));
        return 0;
    }

    private Figures measure(Scenario scenario, Path folder, int round) throws IOException, InterruptedException {
        System.err.printf("Measuring %s, round %d of %d ...%n", scenario.title(), round, rounds);
        Workload load = new Workload(messages, connections, inFlight, eventsPerMessage, secondsAtMost, citySeconds);
        Trial trial = new Trial(folder, load);
        return switch (scenario) {
            case INFLUX -> trial.influx(JvmFlags.read(gatewayFlags));
            case BULK_INFLUX -> trial.bulkInflux();
            case EMBEDDED -> trial.embedded(JvmFlags.read(gatewayFlags));
            case BULK_EMBEDDED -> trial.bulkEmbedded();
            case TELEGRAF -> new Trial(folder, load.part(5)).telegraf();
            case CITY -> trial.city(JvmFlags.read(cityFlags));
        };
    }

    private static boolean isPossible(Scenario scenario) {
        boolean influxd = Tools.influxd().isPresent();
        boolean possible =
                switch (scenario) {
                    case INFLUX, BULK_INFLUX, CITY -> influxd;
                    case EMBEDDED, BULK_EMBEDDED -> true;
                    case TELEGRAF ->
                        influxd
                                && Tools.telegraf().isPresent()
                                && Tools.mosquitto().isPresent();
                };
        if (!possible) {
            System.err.println("Left out, as its programs are not installed: " + scenario.title());
        }
        return possible;
    }
}
