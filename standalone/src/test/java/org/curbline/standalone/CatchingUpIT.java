package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.HttpStatusAnswers;
import org.curbline.simulator.audit.StatusAudit;
import org.curbline.simulator.audit.StatusReport;
import org.curbline.simulator.city.CityCsv;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.fleet.Pace;
import org.curbline.simulator.kiosk.KioskLimits;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.ledger.KioskTruth;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half a day as fast as the gateway takes it, from kiosks with little room: simulated time is real time at once, and
 * they tell of the past for seconds more, two of them once their faults are over. What the gateway showed meanwhile was
 * right, and the audit does not hold it against what was true then.
 */
class CatchingUpIT {
    private static final int KIOSKS = 6;
    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    /** Of the half day: so each is over a while after it. */
    private static final Duration AWAY_UNTIL = HALF_A_DAY.plusSeconds(20);

    private static final Duration DEAD_UNTIL = HALF_A_DAY.plusSeconds(130);
    /**
     * Room for what a kiosk makes in some eight minutes, and it fills it once in a beat: half a day takes many beats.
     */
    private static final KioskLimits LITTLE_ROOM = new KioskLimits(
            40, 16, 100, Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(2));

    private static final int SPEED = 5;
    /** The audit allows a second between a report and what is shown; two of this machine are ten of its clocks. */
    private static final Duration NINE_MORE = Duration.ofSeconds(9);

    private static final Duration THREE_REPORTS = Duration.ofSeconds(200);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** What the spools told, on a busy machine. */
    private static final Duration TO_BE_KNOWN = Duration.ofMinutes(2);

    private final Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final FastClock clock = new FastClock(1);
    private final StandaloneOptions options = new StandaloneOptions();
    private final List<KioskSite> sites = SyntheticCity.of(KIOSKS, 1);

    CatchingUpIT(@TempDir Path folder) throws Exception {
        this.folder = folder;
        options.data = Files.createDirectory(folder.resolve("data"));
        options.city = Files.writeString(folder.resolve("city.csv"), CityCsv.write(sites));
        options.kiosks = 0;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
    }

    @Test
    void whatKiosksWereSeenToBeIsAuditedFromWhenTheyHaveToldTheirPast() throws Exception {
        try (City city = City.start(options, clock)) {
            Fleet fleet = Fleet.start(vertx, settings(), clock).await();
            await(fleet, () -> areThere(fleet) == KIOSKS);
            clock.runs(SPEED);
            clock.await(THREE_REPORTS);
            sites.forEach(site -> fleet.ledger().link(site.id(), "fast-clocks", NINE_MORE));
            fleet.stopGenerating().await();
            fleet.drained(PATIENCE).await();
            fleet.close().await();
            assertTrue(city.line().contains("books balanced"), city.line());

            HttpApi api = new HttpApi(URI.create("http://127.0.0.1:" + options.httpPort));
            StatusReport status = new StatusAudit(new HttpStatusAnswers(api, api), TO_BE_KNOWN)
                    .compare(fleet.ledger().index());
            System.out.println(status.text());
            assertTrue(status.agrees(), status.text());
            assertTrue(status.text().startsWith("faults     dead 1  power-cut 1  network-away 1\n"), status.text());
            assertTrue(
                    status.text().contains("\nseen       services " + KIOSKS * Service.values().length), status.text());
        } finally {
            vertx.close().await();
        }
    }

    private FleetSettings settings() {
        return new FleetSettings(
                        sites, new Target("127.0.0.1", options.mqttPort, "{kiosk}", "-"), folder.resolve("ledger"))
                .withPace(new Pace(1_000_000, HALF_A_DAY))
                .withLimits(LITTLE_ROOM)
                .withFaults((kiosk, seed, start) -> faults(kiosk, start));
    }

    private Iterator<Fault> faults(KioskId kiosk, long start) {
        long hour = start + Duration.ofHours(1).toMillis();
        long away = start + AWAY_UNTIL.toMillis();
        if (kiosk.equals(sites.get(0).id())) {
            return List.of(Fault.of(FaultKind.DEAD, Service.WIFI, hour, start + DEAD_UNTIL.toMillis()))
                    .iterator();
        }
        if (kiosk.equals(sites.get(1).id())) {
            return List.of(Fault.of(FaultKind.NETWORK_AWAY, hour, away)).iterator();
        }
        if (kiosk.equals(sites.get(2).id())) {
            return List.of(Fault.of(FaultKind.POWER_CUT, hour, away)).iterator();
        }
        return List.<Fault>of().iterator();
    }

    private static long areThere(Fleet fleet) {
        LedgerIndex index = fleet.ledger().index();
        return index.truths().values().stream()
                .mapToLong(KioskTruth::liveFromMillis)
                .filter(from -> from > index.liveFromMillis() && from < Long.MAX_VALUE)
                .count();
    }

    private static void await(Fleet fleet, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, () -> "they do not come: " + fleet.progress());
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
