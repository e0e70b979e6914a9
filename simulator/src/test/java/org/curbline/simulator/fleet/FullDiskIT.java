package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttClient;
import io.vertx.mqtt.MqttClientOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.curbline.protocol.KioskEvent;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.ledger.Account;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader;
import org.curbline.simulator.recording.Recorder;
import org.curbline.simulator.recording.Replay;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenarios;
import org.curbline.testservers.FullDisk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** The disk that the ledger is on becomes full while the kiosks live. */
@Timeout(600)
class FullDiskIT {
    private static final String SCENARIO =
            """
            name: full
            shows: What a full disk must not change.
            expect: [the same]
            city: {kiosks: 6}
            calendar: {start: %s, zone: UTC, speed: 8000, duration: 12h}
            faults: {kinds: [dead, repeating], rate: 100}
            """;

    /** Bytes: of some hundreds of events, and a part of one more. */
    private static final long ROOM = 200_001;

    private final Path folder;
    private final SimulatorProgram program;
    private final Vertx vertx = Vertx.vertx();

    FullDiskIT(@TempDir(factory = TempDirFactory.Standard.class) Path folder) {
        this.folder = folder;
        this.program = new SimulatorProgram(folder);
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    /** The disk is full for this very process. */
    @Test
    void theKiosksStopNothingIsSentThatIsNotInTheLedgerAndClosingCompletes() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 5)) {
            FleetSettings settings = new FleetSettings(SyntheticCity.of(20, 1), gateway.target(), folder)
                    .withPace(Pace.of(600))
                    .withLoops(2);
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, InstantSource.system()));
            gateway.until(() -> gateway.receivedEvents() > 500);
            assertEquals("", fleet.progress().failure());
            long pid = ProcessHandle.current().pid();
            FullDisk.fill(pid);
            String failure;
            try {
                gateway.until(() -> !fleet.progress().failure().isEmpty()
                        && fleet.progress().connected() == 0);
                failure = fleet.progress().failure();
                Wait.on(fleet.stopGenerating());
                // At once, and not when the time is over.
                IOException drained =
                        assertThrows(IOException.class, () -> Wait.on(fleet.drained(Duration.ofHours(1))));
                assertEquals(failure, drained.getMessage());
                assertEquals(
                        failure,
                        assertThrows(IOException.class, () -> Wait.on(fleet.close()))
                                .getMessage());
            } finally {
                FullDisk.clear(pid);
            }
            assertEquals("The ledger " + fleet.ledger().file() + " cannot be written: File too large", failure);
            assertThrows(IOException.class, () -> Wait.on(fleet.close()));
            LedgerIndex written = new LedgerReader().index(folder);
            gateway.received()
                    .forEach((kiosk, events) -> events.forEach(event -> assertWritten(written, event, kiosk)));
        }
    }

    @Test
    void onADiskThatIsFullNothingIsBegunAndNothingStays() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 5)) {
            FleetSettings settings = new FleetSettings(SyntheticCity.of(20, 1), gateway.target(), folder);
            long pid = ProcessHandle.current().pid();
            FullDisk.fill(pid);
            String why;
            try {
                why = String.valueOf(assertThrows(
                                IOException.class, () -> Wait.on(Fleet.start(vertx, settings, InstantSource.system())))
                        .getMessage());
            } finally {
                FullDisk.clear(pid);
            }
            assertTrue(why.startsWith("The ledger ") && why.endsWith("cannot be written: File too large"), why);
            try (Stream<Path> left = Files.list(folder)) {
                assertEquals(List.of(), left.toList(), "which the next run would be told to go on with");
            }
        }
    }

    /** A disk that becomes full takes the beginning of what is written to it, and not the rest. */
    @Test
    void whatTheDiskTookNoMoreOfFollowsWhenThereIsRoomAtTheEnd() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 5)) {
            FleetSettings settings = new FleetSettings(SyntheticCity.of(20, 1), gateway.target(), folder)
                    .withPace(Pace.of(600))
                    .withLoops(2);
            long pid = ProcessHandle.current().pid();
            FullDisk.fill(pid, ROOM); // before it begins, or the file may be longer by then
            Fleet fleet;
            Path file;
            try {
                fleet = Wait.on(Fleet.start(vertx, settings, InstantSource.system()));
                file = fleet.ledger().file();
                gateway.until(() -> !fleet.progress().failure().isEmpty());
                assertEquals(ROOM, Files.size(file));
            } finally {
                FullDisk.clear(pid);
            }
            Wait.on(fleet.close());
            LedgerIndex written = new LedgerReader().index(folder);
            assertEquals(fleet.ledger().index().digest(), written.digest());
            assertEquals(
                    fleet.progress().generated(),
                    Files.readAllLines(file).stream()
                            .filter(line -> line.startsWith("{\"what\":\"generated\""))
                            .count());
        }
    }

    @Test
    void aRecordingEndsAtItsLastWholeLineAndCanBeReplayed() throws Exception {
        Path file = folder.resolve("recorded.ndjson");
        String line =
                """
                {"at":"2026-11-23T16:00:00Z","kiosk":"mn-05-000001","topic":"kiosks/mn-05-000001/health","payload":"{}"}
                """;
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-23T16:00:00Z"));
        Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
        Promise<Void> ended = Promise.promise();
        MqttClient client = MqttClient.create(vertx, new MqttClientOptions().setClientId("mn-05-000001"))
                .publishCompletionHandler(acknowledged::add)
                .closeHandler(ended::complete);
        long pid = ProcessHandle.current().pid();
        try (Recorder recorder = Wait.on(Recorder.listen(vertx, "127.0.0.1", 0, file, clock))) {
            Wait.on(client.connect(recorder.port(), "127.0.0.1"));
            FullDisk.fill(pid, 2L * line.length() + 50);
            try {
                for (int i = 0; i < 5; i++) {
                    client.publish(
                            "kiosks/mn-05-000001/health", Buffer.buffer("{}"), MqttQoS.AT_LEAST_ONCE, false, false);
                }
                Wait.on(ended.future());
            } finally {
                FullDisk.clear(pid);
            }
            assertEquals(2, recorder.messages());
            assertEquals(2, acknowledged.size());
            IOException failure = Objects.requireNonNull(recorder.failure());
            assertEquals("The recording " + file + " cannot be written: File too large", failure.getMessage());
        }
        assertEquals(line.repeat(2), Files.readString(file));
        Replay replay = new Replay(vertx, new Target("127.0.0.1", 1), 1);
        replay.play(file, first -> Instant.MAX, wait -> false);
        assertEquals(2, replay.sent());
    }

    private static void assertWritten(LedgerIndex ledger, KioskEvent event, String kiosk) {
        boolean isIn = ledger.kiosks().stream()
                .filter(id -> id.value().equals(kiosk))
                .flatMap(id -> ledger.accounts(id).stream())
                .filter(account -> account.run().equals(event.id().run()))
                .anyMatch(account -> account.wasGenerated(event.id().seq()));
        assertTrue(isIn, () -> kiosk + " has sent " + event + ", which is not in the ledger");
    }

    @Test
    void aSimulatorEndsWithASentenceAndGoesOnWhenThereIsRoom() throws Exception {
        Path file = scenario();
        String whole = uninterrupted(file);
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            String target = gateway.target().toString();
            Process full = program.startHeard(file, target);
            program.await(() -> gateway.receivedEvents() > 300, full);
            FullDisk.fill(full.pid());
            String said = saidUntilItEnds(full);
            assertEquals(1, full.exitValue(), said);
            Path ledger = LedgerReader.newest(program.ledger());
            assertTrue(said.contains("\nThe ledger " + ledger + " cannot be written: File too large\n"), said);
            assertTrue(said.contains("Make room, and go on with --resume and the same options."), said);
            assertFalse(said.contains("could not be reached"), said);
            assertFalse(said.contains("\tat "), said);

            Process again = program.startHeard(file, target, "--resume");
            String saidAgain = saidUntilItEnds(again);
            assertEquals(0, again.exitValue(), saidAgain);
            assertTrue(saidAgain.contains("events     digest " + whole), saidAgain);
            assertEquals(List.of(), lost(new LedgerReader().index(ledger)));
        }
    }

    @Test
    void oneOfSeveralProcessesEndsTheOthers() throws Exception {
        try (GatewayInTest gateway = new GatewayInTest(vertx, 20, 0)) {
            Process first =
                    program.startHeard(scenario(), gateway.target().toString(), "--processes", "2", "--speed", "60");
            program.await(() -> gateway.received().size() == 6, first);
            FullDisk.fill(program.parts(first, 2).get(0).pid());
            String said = saidUntilItEnds(first);
            assertEquals(1, first.exitValue(), said);
            assertTrue(said.matches("(?s).*\npart [12]/2: The ledger \\S+/part-[12]/\\S+ cannot be written: .*"), said);
            assertTrue(said.matches("(?s).*\nPart [12]/2 ended with status 1\\.\n.*"), said);
            assertFalse(said.contains("could not be reached"), said);
        }
    }

    private Path scenario() throws IOException {
        LocalDate start = LocalDate.now(Clock.systemUTC()).minusDays(2);
        return Files.writeString(folder.resolve("full.yaml"), SCENARIO.formatted(start));
    }

    /** By itself. */
    private static String saidUntilItEnds(Process simulator) throws Exception {
        try {
            assertTrue(simulator.waitFor(4, TimeUnit.MINUTES), "It does not end");
            return new String(simulator.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            simulator.destroyForcibly();
        }
    }

    private String uninterrupted(Path scenario) throws Exception {
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

    private static List<String> lost(LedgerIndex index) {
        return index.kiosks().stream()
                .flatMap(kiosk -> index.accounts(kiosk).stream()
                        .flatMap(account -> lost(account).map(seq -> kiosk + " " + seq)))
                .toList();
    }

    private static Stream<Long> lost(Account account) {
        return LongStream.range(1, account.endSeq())
                .filter(seq -> !account.isAcknowledged(seq) && !account.isDropped(seq))
                .boxed();
    }
}
