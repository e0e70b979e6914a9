package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenarios;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** A fleet in several processes, started by one command, is the same fleet; and they end together. */
@Timeout(600)
class ProcessesIT {
    private static final String SCENARIO =
            """
            name: spread
            shows: What several processes must not change.
            expect: [the same]
            city: {kiosks: 7}
            calendar: {start: %s, zone: UTC, speed: 8000, duration: 6h}
            network: [{link: fibre, share: 0.5}]
            faults: {kinds: [dead, flapping, wrong-clock, corrupted, repeating], rate: 500}
            """;

    private final Path folder;
    private final SimulatorProgram program;
    private final Vertx vertx = Vertx.vertx();

    ProcessesIT(@TempDir(factory = TempDirFactory.Standard.class) Path folder) {
        this.folder = folder;
        this.program = new SimulatorProgram(folder);
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @Test
    void aFleetInTwoProcessesIsTheSameFleetAndGoesOnAfterAKill() throws Exception {
        LocalDate start = LocalDate.now(Clock.systemUTC()).minusDays(2);
        Path file = Files.writeString(folder.resolve("spread.yaml"), SCENARIO.formatted(start));
        String whole = inOneProcess(file);
        try (GatewayInTest one = new GatewayInTest(vertx, 20, 0);
                GatewayInTest other = new GatewayInTest(vertx, 20, 0)) {
            String targets = one.target() + "," + other.target();
            Process killed = program.start(file, targets, "--processes", "2");
            List<ProcessHandle> parts = program.parts(killed, 2);
            program.await(() -> one.received().size() == 4 && other.received().size() == 3, killed);
            program.await(() -> one.receivedEvents() > 200 && other.receivedEvents() > 100, killed);
            killed.destroyForcibly().waitFor();
            for (ProcessHandle part : parts) {
                part.onExit().get(60, TimeUnit.SECONDS); // nobody stays behind
            }

            Process again = program.start(file, targets, "--processes", "2", "--resume");
            assertTrue(again.waitFor(120, TimeUnit.SECONDS), program.said());
            assertEquals(0, again.exitValue(), program.said());
            assertTrue(
                    program.said().contains("7 kiosks against " + targets.replace(",", ", ") + " in 2 processes"),
                    program.said());
            assertTrue(program.said().contains("events     digest " + whole), program.said());
            assertTrue(
                    program.said().matches("(?s).*\ntold       acknowledged \\d+  refused 0  dropped 0  waiting 0\n"),
                    program.said());
            assertEquals(whole, new LedgerReader().index(program.ledger()).digest());
            assertEquals(
                    List.of(4, 3),
                    List.of(one.received().size(), other.received().size()));
        }
    }

    @Test
    void aPartThatIsLostEndsTheOthersAndIsSaid() throws Exception {
        LocalDate start = LocalDate.now(Clock.systemUTC()).minusDays(40);
        Path file = Files.writeString(
                folder.resolve("spread.yaml"), SCENARIO.formatted(start).replace("duration: 6h", "duration: 30d"));
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            Process first = program.start(file, gateway.target().toString(), "--processes", "2", "--speed", "60");
            program.await(() -> gateway.received().size() == 7, first);
            first.children().findFirst().orElseThrow().destroyForcibly();
            assertTrue(first.waitFor(120, TimeUnit.SECONDS));
            assertEquals(1, first.exitValue());
            assertTrue(program.said().matches("(?s).*Part ./2 ended with status 137\\..*"), program.said());
            assertEquals(0, first.children().count());
        }
    }

    @Test
    void whyAGatewayRefusesWhatPartsSendIsSaid() throws Exception {
        LocalDate start = LocalDate.now(Clock.systemUTC()).minusDays(2);
        Path file = Files.writeString(
                folder.resolve("spread.yaml"),
                SCENARIO.formatted(start).replaceAll("faults: .*", "").replace("duration: 6h", "duration: 1h"));
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            gateway.answer = GatewayInTest.Answer.REFUSE;
            Process first = program.start(file, gateway.target().toString(), "--processes", "2");
            assertTrue(first.waitFor(120, TimeUnit.SECONDS), program.said());
            String sentence = "The gateway refused an event with reason 0x99: " + GatewayInTest.REFUSAL;
            assertTrue(
                    program.said().matches("(?s).*told       acknowledged 0 .*\n" + sentence + "\n"), program.said());
        }
    }

    private String inOneProcess(Path scenario) throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            Play play = Play.of(Scenarios.of(scenario.toString()).world(), null, InstantSource.system());
            FleetSettings settings =
                    play.in(new FleetSettings(play.sites(), gateway.target(), folder.resolve("whole")));
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, InstantSource.system()));
            gateway.until(() -> fleet.progress().over());
            Wait.on(fleet.close());
            return fleet.ledger().index().digest();
        }
    }
}
