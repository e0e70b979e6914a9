package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.Pace;
import org.curbline.standalone.ProgramProcess.Readiness;
import org.curbline.testservers.BreakingDisk;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The store is away, or full, or not to be written, while a fleet publishes as fast as the gateway lets it. Meanwhile
 * the gateway says why it is not ready, its books add up and its memory stays bounded; afterwards everything is stored,
 * once. {@code -Dcurbline.outage=PT10M} for a longer one. Side by side, as they mostly wait.
 */
@Execution(ExecutionMode.CONCURRENT)
class OutagesIT {
    private static final Duration AWAY = Duration.parse(System.getProperty("curbline.outage", "PT60S"));
    private static final Duration FULL = Duration.parse(System.getProperty("curbline.outage", "PT20S"));
    private static final long SEED = Long.getLong("curbline.seed", 7);
    private static final int KIOSKS = 40;
    /** Beyond what the gateway takes: every kiosk's spool and window are full all the time. */
    private static final Pace FULL_RATE = new Pace(20_000, Duration.ofDays(55));

    /** Each event loop's, and far below what the fleet would have on its way. */
    private static final int MAX_WAITING_BYTES = 512 * 1024;

    /** No event is smaller on the wire; and one packet of each kiosk may come on top. */
    private static final long MOST_WAITING = 2 * MAX_WAITING_BYTES / 60 + KIOSKS * 100;

    private static final long MOST_MEMORY = 700L << 20;

    @TempDir(factory = TempDirFactory.Standard.class)
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temp;

    @Test
    void influxDbIsAwayForAMinute() throws Exception {
        try (InfluxProcess influx = InfluxServer.startProcess();
                FleetTrial trial = new FleetTrial("InfluxDB away", temp, SEED);
                ProgramProcess gateway = boundedGateway(trial, influx, influx.token())) {
            Fleet fleet = trial.fleet(KIOSKS, FULL_RATE);
            gateway.awaitStored(2_000);
            influx.kill();
            assertBounded(watchOutage(gateway, AWAY, "no answer: "));
            influx.restart();
            assertRecovers(gateway, trial.balance(fleet, gateway, influx));
        }
    }

    @Test
    void influxDbHasNoRoomOnItsDisk() throws Exception {
        try (InfluxProcess influx = InfluxServer.startProcess();
                FleetTrial trial = new FleetTrial("InfluxDB full", temp, SEED + 1);
                ProgramProcess gateway = boundedGateway(trial, influx, influx.token())) {
            Fleet fleet = trial.fleet(KIOSKS, FULL_RATE);
            gateway.awaitStored(2_000);
            influx.fillDisk();
            assertBounded(watchOutage(gateway, FULL, "file too large"));
            influx.clearDisk();
            // InfluxDB 2.7 writes points of known series again at once, but new series only when started anew.
            influx.kill();
            influx.restart();
            assertRecovers(gateway, trial.balance(fleet, gateway, influx));
        }
    }

    @Test
    void theEmbeddedStoreHasNoRoomOnItsDisk() throws Exception {
        try (FleetTrial trial = new FleetTrial("Embedded store full", temp, SEED + 2);
                ProgramProcess program =
                        trial.standalone(MAX_WAITING_BYTES).start().awaitLive()) {
            Fleet fleet = trial.fleet(KIOSKS, FULL_RATE);
            program.awaitStored(2_000);
            program.fillDisk();
            assertBounded(watchOutage(program, FULL, "(No space left|is there room on the disk)"));
            program.clearDisk();
            assertRecovers(program, trial.balance(fleet, program));
        }
    }

    /** As the kernel does with a disk that has errors: not to be mended under a program that uses it. */
    @Test
    void theEmbeddedStoresFileSystemBecomesReadOnly() throws Exception {
        Path data = Files.createDirectory(temp.resolve("data"));
        try (BreakingDisk disk = BreakingDisk.mount(temp.resolve("disk"), data);
                FleetTrial trial = new FleetTrial("Embedded store read-only", temp, SEED + 4)) {
            Fleet fleet;
            try (ProgramProcess program =
                    trial.standalone(MAX_WAITING_BYTES).start().awaitLive()) {
                fleet = trial.fleet(KIOSKS, FULL_RATE);
                program.awaitStored(2_000);
                disk.fail();
                assertBounded(watchOutage(program, FULL, "(Read-only file system|can it be written)"));
                program.kill();
            }
            disk.repair();
            try (ProgramProcess program =
                    trial.standalone(MAX_WAITING_BYTES).start().awaitLive()) {
                program.awaitStored(2_000);
                assertRecovers(program, trial.balance(fleet, program));
            }
        }
    }

    @Test
    void influxDbsFileSystemBecomesReadOnly() throws Exception {
        Path folder = Files.createDirectory(temp.resolve("influx"));
        try (BreakingDisk disk = BreakingDisk.mount(temp.resolve("disk"), folder);
                InfluxProcess influx = InfluxServer.startProcess(Files.createDirectory(folder.resolve("data")));
                FleetTrial trial = new FleetTrial("InfluxDB's disk read-only", temp, SEED + 5);
                ProgramProcess gateway = boundedGateway(trial, influx, influx.token())) {
            Fleet fleet = trial.fleet(KIOSKS, FULL_RATE);
            gateway.awaitStored(2_000);
            disk.fail();
            // most often it goes on and says so; of some of its files influxd ends
            assertBounded(watchOutage(gateway, FULL, "(read-only file system|Failed to connect)"));
            influx.kill();
            disk.repair();
            influx.restart();
            assertRecovers(gateway, trial.balance(fleet, gateway, influx));
        }
    }

    @Test
    void influxDbMayNotBeWrittenWithThisToken() throws Exception {
        try (InfluxProcess influx = InfluxServer.startProcess();
                FleetTrial trial = new FleetTrial("InfluxDB read-only", temp, SEED + 3)) {
            influx.makeBucket(FleetTrial.bucket());
            Fleet fleet;
            try (ProgramProcess gateway = boundedGateway(trial, influx, influx.readingToken())) {
                fleet = trial.fleet(KIOSKS, FULL_RATE);
                assertBounded(watchOutage(gateway, FULL, "403"));
                assertEquals(1, gateway.logged().split("refuses to be written to", -1).length - 1, gateway.logged());
                gateway.kill();
            }
            try (ProgramProcess gateway = boundedGateway(trial, influx, influx.token())) {
                gateway.awaitStored(2_000);
                assertRecovers(gateway, trial.balance(fleet, gateway, influx));
            }
        }
    }

    private static ProgramProcess boundedGateway(FleetTrial trial, InfluxProcess influx, String token)
            throws Exception {
        return trial.gateway(influx, token, MAX_WAITING_BYTES).start().awaitLive();
    }

    /**
     * Waits until the gateway notices, and then sees to it that it behaves for so long.
     *
     * @param named what its reason must contain, a pattern
     * @return how many events waited at most
     */
    private static long watchOutage(ProgramProcess gateway, Duration length, String named) throws Exception {
        Pattern reason = Pattern.compile(named);
        awaitNoticed(gateway, reason);
        long begin = System.nanoTime();
        long mostWaiting = 0;
        long mostMemory = 0;
        do {
            Readiness readiness = gateway.readiness();
            assertEquals(503, readiness.status(), readiness.text());
            assertTrue(reason.matcher(readiness.text()).find(), readiness.text());
            mostWaiting = Math.max(mostWaiting, gateway.assertBooksAddUp());
            mostMemory = Math.max(mostMemory, gateway.memoryBytes());
            TimeUnit.MILLISECONDS.sleep(500);
        } while (System.nanoTime() - begin < length.toNanos());
        System.out.println("not ready: " + gateway.readiness().text() + ", at most " + mostWaiting
                + " events waited, at most " + (mostMemory >> 20) + " MiB of memory were used");
        assertTrue(mostMemory < MOST_MEMORY, mostMemory + " bytes of memory");
        assertTrue(mostWaiting > 0);
        return mostWaiting;
    }

    /** One that has just started may say at first that the store has not answered yet. */
    private static void awaitNoticed(ProgramProcess gateway, Pattern reason) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        Readiness readiness = gateway.readiness();
        while (readiness.isReady() || !reason.matcher(readiness.text()).find()) {
            assertTrue(System.nanoTime() < until, "not noticed: " + readiness);
            TimeUnit.MILLISECONDS.sleep(50);
            readiness = gateway.readiness();
        }
    }

    private static void assertBounded(long waiting) {
        assertTrue(waiting < MOST_WAITING, waiting + " events waited");
    }

    /** The store is asked every two seconds how it is. */
    private static void awaitReady(ProgramProcess gateway) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        ProgramProcess.Readiness readiness = gateway.readiness();
        while (!readiness.isReady() && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(100);
            readiness = gateway.readiness();
        }
        assertTrue(readiness.isReady(), readiness.text());
    }

    private static void assertRecovers(ProgramProcess gateway, AuditReport report) throws Exception {
        assertTrue(report.counts().sent() > 2_000, report.text());
        assertEquals(0, report.books().quarantined(), report.text());
        awaitReady(gateway);
        assertEquals(0, gateway.assertBooksAddUp());
    }
}
