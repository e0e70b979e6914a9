package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoublePredicate;
import java.util.regex.Pattern;
import org.curbline.benchmarks.Figures.ProcessFigures;
import org.curbline.benchmarks.bulk.KnownDevices;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.JavaCommand;
import org.curbline.benchmarks.process.MeasuredProcess;
import org.curbline.benchmarks.process.Tools;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.TelemetryStore;
import org.curbline.telemetry.TelemetryServiceMain;
import org.curbline.telemetry.rollup.RolledUse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * A telemetry service over a fleet-year: what rolling up costs, how soon panels are answered, how much memory it takes.
 */
@Command(
        name = "panels",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Starts a telemetry service over what `year` has written, lets it roll up the points, and asks"
                + " what the dashboards ask; then the points themselves.")
final class YearBenchmark implements Callable<Integer> {
    private static final double GOAL_MILLIS = 200;
    private static final long GOAL_MEGABYTES = 200;
    private static final double NANOS_A_MILLI = 1e6;
    private static final Duration LONGEST = Duration.ofMinutes(8);
    private static final String DEVICES = "devices told";
    private static final String MADE = "curbline_telemetry_rollup_hours_total";
    private static final String REMEMBERED = "curbline_telemetry_remembered_use_bytes";
    /** Longer than it takes until memory is looked after again. */
    private static final int STILL_SECONDS = 70;

    private static final String TO_GO = "curbline_telemetry_rollup_days_to_go";

    @Option(names = "--data", required = true, description = "Folder that `year` has written.")
    private Path data = Path.of("data");

    @Option(names = "--embedded", description = "It is an embedded store.")
    private boolean embedded;

    @Option(names = "--rounds", description = "How often each panel is asked for.")
    private int rounds = 20;

    @Option(names = "--panels", description = "Only those whose name this regular expression is found in.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--brief", description = "Prints no panel by itself that is answered in time.")
    private boolean brief;

    @Option(names = "--rolled-up", description = "All was rolled up before: nothing is to be made.")
    private boolean rolledUp;

    @Option(names = "--flags", description = "JVM flags of the telemetry service; @FILE stands for its lines.")
    private String flags = "@deploy/telemetry-service.jvm";

    @Override
    public Integer call() throws IOException, InterruptedException {
        System.out.printf(
                "%s, %d processors, %s, telemetry service: java %s%n",
                InstantSource.system().instant(),
                Runtime.getRuntime().availableProcessors(),
                embedded ? "embedded store" : "InfluxDB",
                String.join(" ", JvmFlags.read(flags)));
        if (embedded) {
            return run(StoreOptions.embedded(data.resolve("store").toAbsolutePath()), null);
        }
        try (Influxd influxd = Influxd.start(Tools.influxd().orElseThrow(), data)) {
            return run(StoreOptions.influx(influxd), influxd.process());
        }
    }

    private int run(List<String> store, @Nullable MeasuredProcess server) throws IOException, InterruptedException {
        int port = Tools.freePort();
        Instant end = FleetYear.end(data);
        List<Kiosk> kiosks = kiosks();
        boolean reached;
        try (MeasuredProcess service = service(port, store)) {
            PanelsAsked panels = new PanelsAsked(port);
            service.awaitPort(port);
            rollUp(service, server, panels);
            Map<String, String> addresses = PagePanels.ofTelemetry(end, kiosks);
            awaitRest(panels, addresses, PagePanels.MISSING_OF_A_WEEK);
            awaitRest(panels, addresses, PagePanels.AVAILABILITY_OF_A_YEAR);
            awaitRemembered(panels);
            reached = ask(panels, addresses);
            if (only.matcher(DEVICES).find()) {
                reached &= new DevicesTold(panels, KnownDevices.read(FleetYear.devices(data))).print();
            }
            long resident = service.usage().residentKilobytes() / 1000;
            System.out.printf(
                    Locale.ROOT,
                    "telemetry service%s: RSS %,d MB, %,d at most (goal: at most %d)%n",
                    server == null ? " with its store" : "",
                    resident,
                    service.usage().peakKilobytes() / 1000,
                    GOAL_MEGABYTES);
            reached &= resident <= GOAL_MEGABYTES;
        }
        reached &= askGateway(store, PagePanels.ofGateway(end, kiosks));
        askPoints(store);
        return reached ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Kiosk> kiosks() {
        try (KioskRegistry registry = KioskRegistry.open(FleetYear.registryUrl(data), InstantSource.system())) {
            return PagePanels.oneOfEachBorough(registry.all());
        }
    }

    /** By itself, as it may be the only one that has the store open. */
    private boolean askGateway(List<String> store, Map<String, String> addresses)
            throws IOException, InterruptedException {
        if (addresses.keySet().stream().noneMatch(name -> only.matcher(name).find())) {
            return true;
        }
        int port = Tools.freePort();
        long start = System.nanoTime();
        List<String> gatewayFlags = JvmFlags.read("@deploy/gateway.jvm");
        try (MeasuredProcess gateway = new Systems(data).gateway(gatewayFlags, Tools.freePort(), port, store)) {
            PanelsAsked panels = new PanelsAsked(port);
            gateway.awaitPort(port);
            while (!panels.get("/api/v1/kiosks?limit=1").contains("\"recovered\":true")) {
                if (System.nanoTime() - start > LONGEST.toNanos()) {
                    throw new IllegalStateException("The gateway does not know the fleet after " + LONGEST);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            System.out.printf(
                    Locale.ROOT, "%na gateway knew the fleet after %.1f s%n", (System.nanoTime() - start) / 1e9);
            return ask(panels, addresses);
        }
    }

    private MeasuredProcess service(int port, List<String> store) throws IOException {
        List<String> options = new ArrayList<>(store);
        options.add("curbline.registry.url=" + FleetYear.registryUrl(data));
        options.add("curbline.telemetry.zone=" + FleetYear.ZONE);
        List<String> arguments = new ArrayList<>(List.of("--http-host", "127.0.0.1", "--http-port", "" + port));
        options.forEach(option -> arguments.addAll(List.of("--set", option)));
        JavaCommand java = new JavaCommand(JvmFlags.read(flags), TelemetryServiceMain.class.getName());
        return MeasuredProcess.server("telemetry service", data, java.with(arguments));
    }

    /** The first round makes whatever points lack; the days before them are looked at afterwards. */
    private void rollUp(MeasuredProcess service, @Nullable MeasuredProcess server, PanelsAsked panels)
            throws IOException, InterruptedException {
        Stopwatch watch = server == null ? Stopwatch.start(service) : Stopwatch.start(service, server);
        long start = System.nanoTime();
        if (rolledUp) {
            awaitThat(panels, TO_GO, days -> days > 0); // its first round is over
        } else {
            double made = awaitThat(panels, MADE, value -> value > 0);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    Locale.ROOT, "%,.0f hours and days were rolled up within %.1f s of the start%n", made, seconds);
            for (ProcessFigures each : watch.perMessage(1)) {
                System.out.printf(Locale.ROOT, "%12.1f s CPU: %s%n", each.cpuMicrosPerMessage() / 1e6, each.name());
            }
        }
        awaitThat(panels, TO_GO, days -> days == 0);
        System.out.printf(Locale.ROOT, "all days were looked at within %.1f s%n", (System.nanoTime() - start) / 1e9);
    }

    /** What is kept in memory is read before anybody asks, as soon as all days were looked at. */
    private static void awaitRest(PanelsAsked panels, Map<String, String> addresses, String panel)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (true) {
            try {
                panels.get(Objects.requireNonNull(addresses.get(panel)));
                break;
            } catch (IllegalStateException | IOException notInTime) {
                if (System.nanoTime() - start > LONGEST.toNanos()) {
                    throw notInTime;
                }
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "and '%s' was known %.1f s later%n", panel, seconds);
    }

    /** Nothing says that there is no more to remember of kiosks, but that it stays what it is. */
    private static void awaitRemembered(PanelsAsked panels) throws IOException, InterruptedException {
        long start = System.nanoTime();
        double before = 0;
        double bytes = panels.metric(REMEMBERED);
        while ((bytes == 0 || bytes > before) && System.nanoTime() - start < LONGEST.toNanos()) {
            TimeUnit.SECONDS.sleep(STILL_SECONDS);
            before = bytes;
            bytes = panels.metric(REMEMBERED);
        }
        System.out.printf(
                Locale.ROOT,
                "and what kiosks were used, %.1f MB of it, was remembered %.0f s later%n",
                bytes / 1e6,
                (System.nanoTime() - start) / 1e9);
    }

    private static double awaitThat(PanelsAsked panels, String metric, DoublePredicate condition)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < until) {
            double value = panels.metric(metric);
            if (condition.test(value)) {
                return value;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException(metric + " is " + panels.metric(metric) + " after " + LONGEST);
    }

    /** Returns whether all were answered with something, and in time. */
    private boolean ask(PanelsAsked panels, Map<String, String> addresses) throws IOException, InterruptedException {
        System.out.printf("%n%-64s %8s %8s%n", "panel, ms", "p50", "p95");
        addresses.keySet().removeIf(name -> !only.matcher(name).find());
        PanelGroups groups = new PanelGroups(GOAL_MILLIS);
        int late = 0;
        int empty = 0;
        for (Map.Entry<String, String> each : addresses.entrySet()) {
            if (panels.hasNothing(each.getValue())) { // the first one compiles it
                System.out.printf("%-64s has nothing in it%n", each.getKey());
                empty++;
                continue;
            }
            long[] nanos = new long[rounds];
            for (int i = 0; i < rounds; i++) {
                nanos[i] = panels.ask(each.getValue());
            }
            double p95 = print(each.getKey(), nanos, brief);
            groups.add(each.getKey(), p95);
            late += p95 <= GOAL_MILLIS ? 0 : 1;
        }
        groups.print();
        System.out.printf(
                Locale.ROOT,
                "%d of %d panels within %.0f ms (p95), %d without anything in them were not measured%n%n",
                addresses.size() - empty - late,
                addresses.size() - empty,
                GOAL_MILLIS,
                empty);
        return late + empty == 0;
    }

    /** Returns the milliseconds within which nineteen of twenty were answered. */
    private static double print(String what, long[] nanos, boolean onlyMissed) {
        Arrays.sort(nanos);
        double p50 = nanos[nanos.length / 2] / NANOS_A_MILLI;
        double p95 = nanos[(nanos.length * 95 + 99) / 100 - 1] / NANOS_A_MILLI; // of fewer than 20 the longest
        boolean reached = p95 <= GOAL_MILLIS;
        if (!reached || !onlyMissed) {
            System.out.printf(Locale.ROOT, "%-64s %8.1f %8.1f%s%n", what, p50, p95, reached ? "" : "  MISSED");
        }
        return p95;
    }

    /** What panels show, of the points that are there: of as many weeks as were written. */
    private void askPoints(List<String> settings) throws IOException {
        Instant end = FleetYear.end(data);
        Instant from = end.minus(Duration.ofDays(7));
        System.out.printf("%n%-64s %8s %8s%n", "a week of points, ms", "p50", "p95");
        try (TelemetryStore store = StoreOptions.open(settings)) {
            Step day = new Step(from, Duration.ofDays(1));
            points(store, "WiFi in all", from, end, null, List.of());
            points(store, "WiFi by day", from, end, day, List.of());
            points(store, "WiFi by network", from, end, null, List.of(RolledUse.WIFI.kind()));
            points(
                    store,
                    "WiFi by kiosk, of which places are made",
                    from,
                    end,
                    null,
                    List.of(Measurement.Columns.KIOSK));
        }
    }

    private static void points(
            TelemetryStore store, String what, Instant from, Instant to, @Nullable Step step, List<Tag> by) {
        SumsQuestion question = new SumsQuestion(Measurement.WIFI, from, to, step, by, Map.of(), RolledUse.WIFI.sums());
        long[] nanos = new long[5];
        for (int i = 0; i < nanos.length; i++) {
            LongAdder uses = new LongAdder();
            long start = System.nanoTime();
            try {
                store.reader().sums(question, row -> uses.add(row.count()));
            } catch (StoreUnavailableException late) {
                System.out.printf(
                        Locale.ROOT,
                        "%-64s no answer within %.1f s  MISSED%n",
                        what,
                        (System.nanoTime() - start) / 1e9);
                return;
            }
            nanos[i] = System.nanoTime() - start;
        }
        print(what, nanos, false);
    }
}
