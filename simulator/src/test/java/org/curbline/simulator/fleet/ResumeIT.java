package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.ledger.Account;
import org.curbline.simulator.ledger.KioskTruth;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.Scenarios;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** A simulator that is killed, in a process of its own, and goes on: the truth is the same as if nothing had been. */
@Timeout(600)
class ResumeIT {
    private static final String SCENARIO =
            """
            name: killed
            shows: What a kill must not change.
            expect: [the same]
            city: {kiosks: 8}
            calendar: {start: %s, zone: UTC, speed: 8000, duration: 6h}
            hardware: [{class: pi-3, events-per-second: 100000}]
            faults:
              kinds: [dead, flapping, wrong-clock, corrupted, repeating]
              rate: 500
              at:
                - {kinds: [network-away, power-cut, lost-memory, spool-overflow], share: 0.8, after: 1h, spread: 2h, for: 1h}
            """;

    private final Path folder;
    private final SimulatorProgram program;
    private final Vertx vertx = Vertx.vertx();

    ResumeIT(@TempDir(factory = TempDirFactory.Standard.class) Path folder) {
        this.folder = folder;
        this.program = new SimulatorProgram(folder);
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @Test
    void whatAKilledSimulatorGoesOnWithIsWhatItWouldHaveDone() throws Exception {
        LocalDate start = LocalDate.now(Clock.systemUTC()).minusDays(2);
        Path file = Files.writeString(folder.resolve("killed.yaml"), SCENARIO.formatted(start));
        LedgerIndex whole = uninterrupted(Scenarios.of(file.toString()).world());
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            String target = gateway.target().toString();
            for (int events : new int[] {300, 3_000}) {
                Process killed = Files.exists(program.ledger())
                        ? program.start(file, target, "--resume")
                        : program.start(file, target);
                program.await(() -> gateway.receivedEvents() > events, killed);
                killed.destroyForcibly().waitFor();
            }
            Process last = program.start(file, target, "--resume");
            assertTrue(last.waitFor(120, TimeUnit.SECONDS), program::said);
            assertEquals(0, last.exitValue(), program::said);
            LedgerIndex index = new LedgerReader().index(program.ledger());
            assertEquals(whole.digest(), index.digest());
            assertEquals(truths(whole), truths(index));
            assertEquals(List.of(), open(index));

            Process nothingLeft = program.start(file, target, "--resume");
            assertTrue(nothingLeft.waitFor(120, TimeUnit.SECONDS), program::said);
            assertEquals(0, nothingLeft.exitValue(), program::said);
            assertTrue(
                    program.said().endsWith("told       acknowledged 0  refused 0  dropped 0  waiting 0\n"),
                    program::said);
        }
    }

    private LedgerIndex uninterrupted(World world) throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            Play play = Play.of(world, null, InstantSource.system());
            FleetSettings settings =
                    play.in(new FleetSettings(play.sites(), gateway.target(), folder.resolve("whole")));
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, InstantSource.system()));
            gateway.until(() -> fleet.progress().over());
            Wait.on(fleet.stopGenerating());
            Wait.on(fleet.drained(Duration.ofSeconds(40)));
            Wait.on(fleet.close());
            return fleet.ledger().index();
        }
    }

    /** Every fault and every state, kiosk by kiosk, in the order of time. */
    private static Map<String, String> truths(LedgerIndex index) {
        Map<String, String> truths = new TreeMap<>();
        for (Map.Entry<KioskId, KioskTruth> each : index.truths().entrySet()) {
            StringBuilder text = new StringBuilder().append(each.getValue().faults());
            for (Service service : Service.values()) {
                each.getValue().states(service).forEach(told -> text.append('\n')
                        .append(told.state()));
            }
            truths.put(each.getKey().value(), text.toString());
        }
        return truths;
    }

    /** Events of which nobody knows what became. */
    private static List<String> open(LedgerIndex index) {
        List<String> open = new ArrayList<>();
        for (KioskId kiosk : index.kiosks()) {
            for (Account account : index.accounts(kiosk)) {
                for (long seq = 1; seq < account.endSeq(); seq++) {
                    if (!account.isAcknowledged(seq) && !account.isRefused(seq) && !account.isDropped(seq)) {
                        open.add(kiosk + " " + account.run() + " " + seq);
                    }
                }
            }
        }
        return open;
    }
}
