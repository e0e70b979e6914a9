package org.curbline.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.curbline.benchmarks.bulk.FleetDevices;
import org.curbline.benchmarks.bulk.FleetStates;
import org.curbline.benchmarks.bulk.KnownDevices;
import org.curbline.benchmarks.bulk.RolledWeek;
import org.curbline.benchmarks.bulk.StoredWeeks;
import org.curbline.benchmarks.process.Influxd;
import org.curbline.benchmarks.process.Tools;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.status.View;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;
import org.curbline.telemetry.rollup.Days;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Straight into a store, for dashboards over a long time. */
@Command(
        name = "year",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Weeks of use of 2,237 kiosks, up to yesterday, straight into a store that stays: rollups of all"
                + " weeks but the last ones, the points of those, the states and the devices of all. Goes on"
                + " where it was broken off, and adds what a folder lacks that was written before.")
final class FleetYear implements Callable<Integer> {
    static final int KIOSKS = 2_237;
    static final long SEED = 1;
    static final ZoneId ZONE = ZoneId.of("America/New_York");

    private static final int DAYS = 7;
    private static final double NANOS = 1e9;

    @Option(names = "--weeks", description = "How many.")
    private int weeks = 52;

    @Option(names = "--points", description = "Of how many weeks the points are there, and no rollups.")
    private int weeksOfPoints = 1;

    @Option(names = "--hours", description = "Of how many weeks before those kiosks' hours are there.")
    private int weeksOfHours = 13;

    @Option(
            names = "--sketches",
            description = "Of how many of the last weeks kiosks' own sketches of devices are there.")
    private int weeksOfSketches = 8;

    @Option(names = "--kiosks", description = "How many kiosks.")
    private int kiosks = KIOSKS;

    @Option(names = "--embedded", description = "Into the embedded store, also if influxd is there.")
    private boolean embedded;

    @Option(names = "--data", required = true, description = "Folder of the store and of the kiosks' registry.")
    private Path data = Path.of("data");

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(data);
        if (embedded || Tools.influxd().isEmpty()) {
            write(StoreOptions.embedded(data.resolve("store").toAbsolutePath()));
        } else {
            try (Influxd influxd = Influxd.start(Tools.influxd().orElseThrow(), data)) {
                write(StoreOptions.influx(influxd));
            }
        }
        return ExitCode.OK;
    }

    static String registryUrl(Path data) {
        return "jdbc:h2:file:" + data.toAbsolutePath().resolve("registry");
    }

    /** The moment behind the last week of a folder, and how many weeks are written. */
    static Instant end(Path data) throws IOException {
        return Instant.parse(Files.readString(data.resolve("weeks")).split(" ", -1)[0]);
    }

    private void write(List<String> settings) throws IOException, InterruptedException {
        List<KioskSite> sites = SyntheticCity.of(kiosks, SEED);
        Path progress = data.resolve("weeks");
        Days days = Days.of(ZONE, InstantSource.system().instant());
        if (!Files.exists(progress)) {
            Instant end = days.begin(InstantSource.system().instant());
            register(sites, days.begin(end, -DAYS * weeks).atZone(ZONE).toLocalDate());
            Files.writeString(progress, end + " 0");
        }
        Instant end = end(data);
        Instant from = days.begin(end, -DAYS * weeks);
        try (TelemetryStore store = StoreOptions.open(settings)) {
            writeWeeks(store.writer(), sites, days, end);
            once("points", "the last " + weeksOfPoints, "points", () -> {
                return StoredWeeks.write(store.writer(), sites, SEED, weeksOfPoints, end);
            });
            once("states", "states of " + weeks + " weeks, as known", "changes", () -> {
                return new FleetStates(store.writer(), View.KNOWN, SEED).write(sites, from, end);
            });
            once("seen", "states of " + weeks + " weeks, as seen", "changes", () -> {
                return new FleetStates(store.writer(), View.SEEN, SEED).write(sites, from, end);
            });
            if (!Files.exists(devices(data))) {
                writeDevices(store.writer(), sites, days, end);
            }
        }
    }

    private void writeWeeks(PointWriter writer, List<KioskSite> sites, Days days, Instant end)
            throws IOException, InterruptedException {
        Path progress = data.resolve("weeks");
        int done = Integer.parseInt(Files.readString(progress).split(" ", -1)[1]);
        for (int week = done; week < weeks - weeksOfPoints; week++) {
            Instant from = days.begin(end, -DAYS * (weeks - week));
            boolean hours = week >= weeks - weeksOfPoints - weeksOfHours;
            long start = System.nanoTime();
            RolledWeek rolled = new RolledWeek(writer, days, hours);
            long uses = rolled.write(sites, SEED + week, from, days.begin(from, DAYS));
            Files.writeString(progress, end + " " + (week + 1));
            print("week " + (week + 1) + " of " + weeks, uses, "uses", rolled.written(), start);
        }
    }

    /** Of the same uses as the weeks and the points. */
    private void writeDevices(PointWriter writer, List<KioskSite> sites, Days days, Instant end)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Instant first = days.begin(end, -DAYS * weeks);
        Instant points = days.begin(end, -DAYS * weeksOfPoints);
        Instant own = days.begin(end, -DAYS * weeksOfSketches);
        FleetDevices devices = new FleetDevices(writer, sites, days, first, own, points);
        for (int week = 0; week < weeks - weeksOfPoints; week++) {
            Instant from = days.begin(end, -DAYS * (weeks - week));
            devices.write(SEED + week, from, days.begin(from, DAYS));
        }
        devices.write(SEED, points, end);
        KnownDevices.write(devices(data), devices.end());
        double seconds = (System.nanoTime() - start) / NANOS;
        System.out.printf(Locale.ROOT, "sketches of %d weeks in %.1f s: %s%n", weeks, seconds, devices.sizes());
    }

    /** Writes what has not been written before. */
    private void once(String done, String what, String of, Written writing) throws IOException, InterruptedException {
        Path marker = data.resolve(done);
        if (!Files.exists(marker)) {
            long start = System.nanoTime();
            long count = writing.write();
            print(what, count, of, count, start);
            Files.createFile(marker);
        }
    }

    /** How many devices there truly were. */
    static Path devices(Path data) {
        return data.resolve("devices");
    }

    private static void print(String what, long count, String of, long rows, long start) {
        double seconds = (System.nanoTime() - start) / NANOS;
        System.out.printf(
                Locale.ROOT,
                "%s: %,d %s, %,d rows in %.1f s (%,.0f a second)%n",
                what,
                count,
                of,
                rows,
                seconds,
                rows / seconds);
    }

    /** @param since when they serve the public: of the time before nobody is asked how they worked */
    private void register(List<KioskSite> sites, LocalDate since) {
        try (KioskRegistry registry = KioskRegistry.open(registryUrl(data), InstantSource.system())) {
            for (KioskSite site : sites) {
                Place place = new Place(
                        site.latitude(),
                        site.longitude(),
                        site.borough().title(),
                        String.format(Locale.ROOT, "%d%02d", site.borough().digit(), site.district()),
                        "",
                        "");
                registry.put(new Kiosk(site.id().value(), Lifecycle.ACTIVE, "", place, since, since, Origin.ADDED));
            }
        }
    }

    /** Returns how many points it wrote. */
    @FunctionalInterface
    private interface Written {
        long write() throws IOException, InterruptedException;
    }
}
