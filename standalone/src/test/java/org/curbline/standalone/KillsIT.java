package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.Pace;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Gateway, store and connections are killed at random while a fleet sends, 20 times in all; then the ledger is compared
 * with the store, event for event, and something was sent twice. {@code -Dcurbline.kills=N} kills N times in each test,
 * {@code -Dcurbline.seed=S} chooses when. Side by side, as they mostly wait for what starts.
 */
@Execution(ExecutionMode.CONCURRENT)
class KillsIT {
    private static final int KILLS = Integer.getInteger("curbline.kills", 10);
    private static final long SEED = Long.getLong("curbline.seed", 7);
    private static final Pace PACE = new Pace(300, Duration.ofDays(20));

    @TempDir(factory = TempDirFactory.Standard.class)
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path temp;

    private final SplittableRandom random = new SplittableRandom(SEED);

    @Test
    void nothingIsLostOrStoredTwiceWhenGatewayAndEmbeddedStoreAreKilled() throws Exception {
        try (FleetTrial trial = new FleetTrial(KILLS + " kills of the standalone", temp, SEED);
                ProgramProcess program = trial.standalone().start().awaitLive()) {
            Fleet fleet = trial.fleet(40, PACE);
            for (int kill = 0; kill < KILLS; kill++) {
                waitAMoment();
                if (kill % 3 == 0) { // each kind in its turn, at a moment of chance
                    fleet.cutConnections(0.5, random).await();
                } else {
                    program.kill();
                    program.start().awaitLive();
                }
            }
            assertMuch(trial.balance(fleet, program));
        }
    }

    @Test
    void nothingIsLostOrStoredTwiceWhenGatewayAndInfluxDbAreKilled() throws Exception {
        try (InfluxProcess influx = InfluxServer.startProcess();
                FleetTrial trial = new FleetTrial(KILLS + " kills of gateway and InfluxDB", temp, SEED);
                ProgramProcess gateway =
                        trial.gateway(influx, influx.token(), 16 << 20).start().awaitLive()) {
            Fleet fleet = trial.fleet(40, PACE);
            for (int kill = 0; kill < KILLS; kill++) {
                waitAMoment();
                switch (kill % 3) {
                    case 0 -> fleet.cutConnections(0.5, random).await();
                    case 1 -> {
                        influx.kill();
                        waitAMoment();
                        influx.restart();
                    }
                    default -> {
                        gateway.kill();
                        gateway.start().awaitLive();
                    }
                }
            }
            waitAMoment();
            influx.pause();
            waitAMoment(); // what is sent now is not acknowledged, and so sent again
            fleet.cutConnections(1, random).await();
            influx.resume();
            AuditReport report = trial.balance(fleet, gateway, influx);
            assertMuch(report);
            assertTrue(report.books().duplicate() > 0, "repeats were recognised: " + report.text());
        }
    }

    private static void assertMuch(AuditReport report) {
        assertTrue(report.counts().sent() > 1_000, report.text());
    }

    private void waitAMoment() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(200, 1_500));
    }
}
