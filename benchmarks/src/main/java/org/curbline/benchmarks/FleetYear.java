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
import org.curbline.benchmarks.bulk.FleetStates;
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
        description =
                "Weeks of use of 2,237 kiosks, up to yesterday, straight into a store that stays: rollups of all"
                        + " weeks but the last ones, the points of those, and the states of all. Goes on where it was broken off.")
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
        try (TelemetryStore store = StoreOptions.open(settings)) {
            int done = Integer.parseInt(Files.readString(progress).split(" ", -1)[1]);
            for (int week = done; week < weeks - weeksOfPoints; week++) {
                Instant from = days.begin(end, -DAYS * (weeks - week));
                boolean hours = week >= weeks - weeksOfPoints - weeksOfHours;
                long start = System.nanoTime();
                RolledWeek rolled = new RolledWeek(store.writer(), days, hours);
                long uses = rolled.write(sites, SEED + week, from, days.begin(from, DAYS));
                Files.writeString(progress, end + " " + (week + 1));
                print("week " + (week + 1) + " of " + weeks, uses, "uses", rolled.written(), start);
            }
            Path points = data.resolve("points");
            if (!Files.exists(points)) {
                long start = System.nanoTime();
                long stored = StoredWeeks.write(store.writer(), sites, SEED, weeksOfPoints, end);
                print("the last " + weeksOfPoints, stored, "points", stored, start);
                Files.createFile(points);
            }
            Path states = data.resolve("states");
            if (!Files.exists(states)) {
                long start = System.nanoTime();
                long told = new FleetStates(store.writer(), SEED).write(sites, days.begin(end, -DAYS * weeks), end);
                print("states of " + weeks + " weeks", told, "changes", told, start);
                Files.createFile(states);
            }
        }
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
}
