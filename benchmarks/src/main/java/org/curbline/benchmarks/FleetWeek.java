package org.curbline.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.curbline.benchmarks.Figures.ProcessFigures;
import org.curbline.benchmarks.bulk.FleetUse;
import org.curbline.benchmarks.load.LoadResult;
import org.curbline.benchmarks.load.MessageSender;
import org.curbline.benchmarks.process.Folders;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Tools;
import org.curbline.protocol.EventKind;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.TelemetryStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** A gateway in a process of its own, its store, and every kiosk's spool of a week, all at once. */
@Command(
        name = "week",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "A week of use, and an hourly report of every service, from 2,237 kiosks' spools through a"
                + " gateway into the store; acknowledged when stored.")
final class FleetWeek implements Callable<Integer> {
    private static final Duration GOAL = Duration.ofSeconds(60);
    private static final int DAYS = 7;
    private static final double NANOS = 1e9;

    @Option(names = "--embedded", description = "Into the embedded store, also if influxd is there.")
    private boolean embedded;

    @Option(names = "--kiosks", description = "How many kiosks.")
    private int kiosks = FleetYear.KIOSKS;

    @Option(names = "--in-flight", description = "Messages of a kiosk on their way at most.")
    private int inFlight = 2;

    @Option(names = "--gateway-flags", description = "JVM flags of the gateway; @FILE stands for its lines.")
    private String gatewayFlags = "@deploy/gateway-large.jvm -Xmx512m";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("curbline-bulk-");
        try {
            return embedded || Tools.influxd().isEmpty()
                    ? run("embedded store", folder, StoreOptions.embedded(folder.resolve("store")), null)
                    : influx(folder);
        } finally {
            Folders.delete(folder);
        }
    }

    private int influx(Path folder) throws IOException, InterruptedException {
        try (Influxd influxd = Influxd.start(Tools.influxd().orElseThrow(), folder)) {
            return run("InfluxDB", folder, StoreOptions.influx(influxd), influxd.process());
        }
    }

    /** @param server of the store; null if the store is within the gateway */
    private int run(String title, Path folder, List<String> store, @Nullable MeasuredProcess server)
            throws IOException, InterruptedException {
        int port = Tools.freePort();
        Instant from =
                InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS + 1));
        Instant to = from.plus(Duration.ofDays(DAYS));
        FleetUse use = new FleetUse(SyntheticCity.of(kiosks, FleetYear.SEED), FleetYear.SEED, from, to);
        LoadResult result;
        List<ProcessFigures> used;
        try (MeasuredProcess gateway = new Systems(folder).gateway(JvmFlags.read(gatewayFlags), port, store)) {
            gateway.awaitPort(port);
            Stopwatch watch = server == null ? Stopwatch.start(gateway) : Stopwatch.start(gateway, server);
            result = sent(gateway, port, use);
            used = watch.perMessage(result.events());
        }
        long stored = stored(store, from, to);
        long uses = use.counts().values().stream().mapToLong(each -> each).sum()
                - use.counts().getOrDefault(EventKind.STATUS, 0L);
        print(title, use.counts(), result, used);
        System.out.printf(Locale.ROOT, "%,12d of %,d uses stored%n", stored, uses);
        System.out.printf(
                "a fleet-week in under %d s: %s%n",
                GOAL.toSeconds(), result.took().compareTo(GOAL) < 0 ? "reached" : "MISSED");
        boolean whole = stored == uses && result.refused() == 0;
        return whole && result.took().compareTo(GOAL) < 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(String title, Map<EventKind, Long> counts, LoadResult result, List<ProcessFigures> processes) {
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, a week of %,d kiosks through a gateway into %s%n",
                InstantSource.system().instant(),
                Runtime.getRuntime().availableProcessors(),
                kiosks,
                title);
        counts.forEach((kind, count) ->
                System.out.printf(Locale.ROOT, "%,12d %s%n", count, kind.name().toLowerCase(Locale.ROOT)));
        double seconds = result.took().toNanos() / NANOS;
        System.out.printf(
                Locale.ROOT,
                "%,12d events in %,d messages, %,d refused, in %.1f s: %,.0f a second%n",
                result.events(),
                result.messages(),
                result.refused(),
                seconds,
                result.events() / seconds);
        processes.forEach(each -> System.out.printf(
                Locale.ROOT,
                "%12.2f us CPU an event, %,d MB at most: %s%n",
                each.cpuMicrosPerMessage(),
                each.peakKilobytes() / 1000,
                each.name()));
        System.out.printf(
                Locale.ROOT,
                "%12.2f us CPU an event: the kiosks, which are made up as they are sent%n",
                ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toNanos()
                        / 1e3
                        / result.events());
    }

    /** What broke off is told with what the gateway said last; its log goes with the folder. */
    private LoadResult sent(MeasuredProcess gateway, int port, FleetUse use) throws IOException {
        try {
            return MessageSender.send(port, use.kiosks(), inFlight, use::message);
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            throw new IOException(e.getMessage() + "\n" + gateway.lastWords(), e);
        }
    }

    private static long stored(List<String> settings, Instant from, Instant to) {
        try (TelemetryStore store = StoreOptions.open(settings)) {
            LongAdder stored = new LongAdder();
            for (Measurement each :
                    List.of(Measurement.WIFI, Measurement.CHARGING, Measurement.CALL, Measurement.TABLET)) {
                store.reader()
                        .sums(
                                new SumsQuestion(each, from, to, null, List.of(), Map.of(), List.of()),
                                row -> stored.add(row.count()));
            }
            return stored.sum();
        }
    }
}
