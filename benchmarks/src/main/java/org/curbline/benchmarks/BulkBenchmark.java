package org.curbline.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.curbline.benchmarks.Figures.ProcessFigures;
import org.curbline.benchmarks.bulk.FleetUse;
import org.curbline.benchmarks.bulk.StoredWeeks;
import org.curbline.benchmarks.load.LoadResult;
import org.curbline.benchmarks.load.MessageSender;
import org.curbline.benchmarks.process.Folders;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Tools;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.EventKind;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.ConfiguredStore;
import org.curbline.store.configured.StoreSettings;
import org.curbline.store.embedded.EmbeddedStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Moves weeks of a whole fleet at once. */
@Command(
        name = "benchmarks/bulk",
        mixinStandardHelpOptions = true,
        description = "Sends a week of New York's kiosks through a gateway, or writes a year of it into a store.",
        subcommands = {BulkBenchmark.Week.class, BulkBenchmark.Year.class})
public final class BulkBenchmark {
    private static final int KIOSKS = 2_237;
    private static final int WEEK_DAYS = 7;
    private static final long SEED = 1;
    private static final double NANOS = 1e9;

    private BulkBenchmark() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new BulkBenchmark()).execute(args));
    }

    /** A gateway in a process of its own, its store, and every kiosk's spool of a week, all at once. */
    @Command(
            name = "week",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "A week of use, and an hourly report of every service, from 2,237 kiosks' spools through a"
                    + " gateway into the store; acknowledged when stored.")
    static final class Week implements Callable<Integer> {
        private static final Duration GOAL = Duration.ofSeconds(60);

        @Option(names = "--embedded", description = "Into the embedded store, also if influxd is there.")
        private boolean embedded;

        @Option(names = "--kiosks", description = "How many kiosks.")
        private int kiosks = KIOSKS;

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
            Instant from = InstantSource.system()
                    .instant()
                    .truncatedTo(ChronoUnit.DAYS)
                    .minus(Duration.ofDays(WEEK_DAYS + 1));
            Instant to = from.plus(Duration.ofDays(WEEK_DAYS));
            FleetUse use = new FleetUse(SyntheticCity.of(kiosks, SEED), SEED, from, to);
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

        private void print(
                String title, Map<EventKind, Long> counts, LoadResult result, List<ProcessFigures> processes) {
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d processors, a week of %,d kiosks through a gateway into %s%n",
                    InstantSource.system().instant(),
                    Runtime.getRuntime().availableProcessors(),
                    kiosks,
                    title);
            counts.forEach((kind, count) -> System.out.printf(
                    Locale.ROOT, "%,12d %s%n", count, kind.name().toLowerCase(Locale.ROOT)));
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
            Map<String, String> options = new HashMap<>();
            settings.forEach(each -> options.put(each.split("=", 2)[0], each.split("=", 2)[1]));
            StoreSettings read = new SettingsLoader(Map.of(), Path.of("/"))
                    .load(null, options, StoreSettings.class)
                    .get(StoreSettings.class);
            try (TelemetryStore store = ConfiguredStore.open(read, InstantSource.system())) {
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

    /** Straight into the embedded store, for dashboards over a long time. */
    @Command(
            name = "year",
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            description = "Weeks of use of 2,237 kiosks, up to yesterday, straight into an embedded store that stays.")
    static final class Year implements Callable<Integer> {
        @Option(names = "--weeks", description = "How many.")
        private int weeks = 52;

        @Option(names = "--kiosks", description = "How many kiosks.")
        private int kiosks = KIOSKS;

        @Option(names = "--data", required = true, description = "Folder of the store; it must not be there yet.")
        private Path data = Path.of("data");

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (Files.exists(data)) {
                System.err.println(data + " is there already: name another folder.");
                return ExitCode.USAGE;
            }
            Instant to = InstantSource.system().instant().truncatedTo(ChronoUnit.DAYS);
            Duration kept = Duration.ofDays((long) WEEK_DAYS * weeks + 60);
            long start = System.nanoTime();
            long points;
            try (TelemetryStore store = EmbeddedStore.open(data, kept, InstantSource.system())) {
                points = StoredWeeks.write(store.writer(), SyntheticCity.of(kiosks, SEED), SEED, weeks, to);
            }
            double seconds = (System.nanoTime() - start) / NANOS;
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d processors: %d weeks of %,d kiosks, %,d points in %.1f s (%,.0f a second), %,d MB%n",
                    InstantSource.system().instant(),
                    Runtime.getRuntime().availableProcessors(),
                    weeks,
                    kiosks,
                    points,
                    seconds,
                    points / seconds,
                    megabytes(data));
            return ExitCode.OK;
        }

        private static long megabytes(Path folder) throws IOException {
            List<Path> files = new ArrayList<>();
            try (Stream<Path> walk = Files.walk(folder)) {
                walk.filter(Files::isRegularFile).forEach(files::add);
            }
            long bytes = 0;
            for (Path file : files) {
                bytes += Files.size(file);
            }
            return bytes / 1_000_000;
        }
    }
}
