package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.curbline.program.http.Period;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.store.Measurement;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.Retention;
import org.curbline.store.influx.InfluxPlace;
import org.curbline.store.influx.InfluxStore;
import org.curbline.telemetry.UseLedger.Use;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.curbline.telemetry.usage.Measure;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageFilter;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;
import org.curbline.telemetry.usage.UsageRequest.By;
import org.curbline.telemetry.usage.UsageRequest.Grouping;
import org.curbline.telemetry.usage.UsedService;
import org.curbline.testservers.ChildProcess;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * The store and then the service are killed while rollups are made, again and again, and more comes in for days that
 * were rolled up already; and so is one of two services over one store.
 */
class RollupsKilledIT {
    private static final int KILLS = Integer.getInteger("curbline.kills", 3);
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Duration RETENTION = Duration.ofDays(10);
    private static final int KIOSKS_A_ROUND = 40;

    private static final List<Measurement> HOURS =
            List.of(Measurement.USAGE_HOUR, Measurement.USAGE_AREA_HOUR, Measurement.USAGE_CITY_HOUR);
    private static final List<Measurement> DAYS = List.of(
            Measurement.USAGE_DAY, Measurement.USAGE_KIOSK_DAY, Measurement.USAGE_AREA_DAY, Measurement.USAGE_CITY_DAY);

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Instant from = now.minus(Duration.ofDays(8));

    @Test
    void whatWasRolledUpByServicesThatWereKilledIsWhatWasStored(
            @TempDir(factory = TempDirFactory.Standard.class) Path folder) throws Exception {
        UseLedger ledger = new UseLedger(new Random(3));
        try (InfluxProcess server = InfluxServer.startProcess();
                InfluxStore store = InfluxStore.open(place(server), InstantSource.system());
                KioskRegistry registry = RegistryInMemory.open(InstantSource.system())) {
            for (int kill = 0; kill < KILLS; kill++) {
                makeUp(8_000, "mn-0" + (kill + 1) + "-", from, ledger, store);
                killWhileItRollsUp(server, store, folder);
            }
            assertTrue(rolledUp(store) > 0, "those that were killed had made something");
            RoundsByHand rounds = new RoundsByHand(
                    store.reader(), store.writer(), () -> now, new Retention(RETENTION, RETENTION), NEW_YORK);
            assertTrue(rounds.once() > 0, "and not all");
            assertIsWhatWasStored(ledger, store, registry, rounds);
        }
    }

    @Test
    void whatOneOfTwoServicesLeavesWhenItIsKilledTheOtherMakes(
            @TempDir(factory = TempDirFactory.Standard.class) Path folder) throws Exception {
        UseLedger ledger = new UseLedger(new Random(5));
        try (InfluxProcess server = InfluxServer.startProcess();
                InfluxStore store = InfluxStore.open(place(server), InstantSource.system());
                KioskRegistry registry = RegistryInMemory.open(InstantSource.system())) {
            for (int kill = 0; kill < KILLS; kill += 3) { // it takes three times as long
                String area = "bk-0" + (kill + 1) + "-";
                makeUp(8_000, area, from, ledger, store);
                long none = rolledUp(store);
                Process one = service(server, Files.createDirectories(folder.resolve("one-" + kill)));
                Process other = service(server, Files.createDirectories(folder.resolve("other-" + kill)));
                try {
                    killOnceItRollsUp(one, none, store);
                    System.out.println("RollupsKilledIT: of " + ledger.uses().size() + " uses " + rolledUp(store)
                            + " were rolled up when one of two services was killed");
                    await(other, "the other does not catch up", () -> isAllRolledUp(ledger, store));

                    Path again = Files.createDirectories(folder.resolve("again-" + kill));
                    one = service(server, again);
                    awaitAgreement(one, again);
                    long before = rolledUp(store);
                    Instant yesterday = midnight(-1).plus(Duration.ofHours(2));
                    makeUp(8_000, area, yesterday, ledger, store);
                    killOnceItRollsUp(other, before, store);
                    makeUp(2_000, area, yesterday, ledger, store);
                    await(one, "it does not make what is left", () -> isAllRolledUp(ledger, store));
                } finally {
                    other.destroyForcibly().waitFor();
                    one.destroyForcibly().waitFor();
                }
            }
            RoundsByHand rounds = new RoundsByHand(
                    store.reader(), store.writer(), () -> now, new Retention(RETENTION, RETENTION), NEW_YORK);
            assertEquals(0, rounds.once(), "nothing is left to do");
            assertIsWhatWasStored(ledger, store, registry, rounds);
        }
    }

    private void assertIsWhatWasStored(
            UseLedger ledger, InfluxStore store, KioskRegistry registry, RoundsByHand rounds) {
        UsageReading api = new UsageReading(store.reader(), registry, rounds::coverage, () -> now, NEW_YORK, RETENTION);
        assertEquals(ledger.expected(from, now, Use::kind, null), told(api, new Grouping(By.KIND, null)));
        assertEquals(ledger.expected(from, now, Use::kiosk, null), told(api, new Grouping(By.KIOSK, null)));
        assertEquals(
                ledger.expected(from, now, use -> "", use -> UseLedger.start(use, Bucket.DAY, NEW_YORK)),
                told(api, new Grouping(By.NOTHING, Bucket.DAY)));
        assertEquals(
                ledger.expected(from, now, use -> "", use -> UseLedger.start(use, Bucket.HOUR, NEW_YORK)),
                told(api, new Grouping(By.NOTHING, Bucket.HOUR)));
    }

    /** Of the kiosks of an area. */
    private void makeUp(int uses, String area, Instant begin, UseLedger ledger, InfluxStore store)
            throws InterruptedException {
        List<String> kiosks =
                IntStream.range(0, KIOSKS_A_ROUND).mapToObj(i -> area + i).toList();
        int before = ledger.uses().size();
        ledger.makeUp(uses, kiosks, begin, now);
        write(store, ledger.uses().subList(before, ledger.uses().size()));
    }

    private Instant midnight(int days) {
        return now.atZone(NEW_YORK)
                .toLocalDate()
                .plusDays(days)
                .atStartOfDay(NEW_YORK)
                .toInstant();
    }

    /** As soon as there is more than there was, be it of its own or of another one. */
    private void killOnceItRollsUp(Process service, long before, InfluxStore store) throws InterruptedException {
        await(service, "nothing was rolled up", () -> rolledUp(store) > before);
        service.destroyForcibly().waitFor();
    }

    private boolean isAllRolledUp(UseLedger ledger, InfluxStore store) {
        return isRolledUp(ledger, store, HOURS, now.truncatedTo(ChronoUnit.HOURS))
                && isRolledUp(ledger, store, DAYS, midnight(0));
    }

    private boolean isRolledUp(UseLedger ledger, InfluxStore store, List<Measurement> rollups, Instant end) {
        long uses = ledger.uses().stream().filter(use -> use.at().isBefore(end)).count();
        return rollups.stream().allMatch(rollup -> count(store, rollup) >= uses); // more, if an hour ended meanwhile
    }

    /** That it has looked at each day. */
    private static void awaitAgreement(Process service, Path folder) throws InterruptedException {
        await(service, "it was started again in vain", () -> {
            try {
                return Files.readString(folder.resolve("service.log")).contains("Rollups agree");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void await(Process service, String otherwise, BooleanSupplier reached) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!reached.getAsBoolean()) {
            assertTrue(service.isAlive() && System.nanoTime() < until, otherwise);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** As soon as there is more than there was, which is while the rest is being made. */
    private void killWhileItRollsUp(InfluxProcess server, InfluxStore store, Path folder)
            throws IOException, InterruptedException {
        long before = rolledUp(store);
        Process service = service(server, folder);
        try {
            await(service, "nothing was rolled up", () -> rolledUp(store) > before);
            server.kill();
            server.restart();
            assertTrue(service.isAlive(), "it outlives its store");
        } finally {
            service.destroyForcibly().waitFor();
        }
    }

    private static Process service(InfluxProcess server, Path folder) throws IOException {
        return ChildProcess.start(new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TelemetryServiceMain.class.getName(),
                        "--http-host=127.0.0.1",
                        "--http-port=0",
                        "--set=curbline.telemetry.zone=" + NEW_YORK,
                        "--set=curbline.telemetry.rollup-every=100ms",
                        "--set=curbline.registry.url=jdbc:h2:file:" + folder.resolve("registry"),
                        "--set=curbline.store.kind=influx",
                        "--set=curbline.store.retention=" + RETENTION,
                        "--set=curbline.store.rollup-retention=" + RETENTION,
                        "--set=curbline.store.influx.url=" + server.url(),
                        "--set=curbline.store.influx.org=" + server.org(),
                        "--set=curbline.store.influx.bucket=killed",
                        "--set=curbline.store.influx.token=" + server.token())
                .redirectOutput(folder.resolve("service.log").toFile())
                .redirectErrorStream(true));
    }

    private static InfluxPlace place(InfluxProcess server) {
        return new InfluxPlace(
                URI.create(server.url()),
                server.org(),
                "killed",
                server.token(),
                new Retention(RETENTION, RETENTION),
                Duration.ofSeconds(20),
                false);
    }

    private static void write(InfluxStore store, List<Use> uses) throws InterruptedException {
        PointBatch batch = new PointBatch(1024);
        uses.forEach(use -> use.addTo(batch));
        assertEquals(List.of(), store.writer().write(batch));
    }

    private long rolledUp(InfluxStore store) {
        return count(store, Measurement.USAGE_HOUR);
    }

    private long count(InfluxStore store, Measurement rollup) {
        AtomicLong rows = new AtomicLong();
        SumsQuestion all = new SumsQuestion(rollup, midnight(-9), now, null, List.of(), Map.of(), List.of());
        store.reader().sums(all, row -> rows.addAndGet(row.count()));
        return rows.get();
    }

    private Map<String, List<Long>> told(UsageReading api, Grouping grouping) {
        UsageAnswer answer = api.answer(new UsageRequest(
                UsedService.used(),
                new Period(from, now, NEW_YORK),
                grouping,
                UsageFilter.NONE,
                Measure.usual(),
                0,
                null));
        Map<String, List<Long>> told = new TreeMap<>();
        for (UsageAnswer.Row row : answer.rows()) {
            List<Long> all = new ArrayList<>(row.used().sums());
            all.add(0, row.used().count());
            told.put(row.service().word() + '|' + row.key() + '|' + row.start(), all);
        }
        return told;
    }
}
