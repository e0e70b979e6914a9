package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.recording.Recorder;
import org.curbline.simulator.recording.Replay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RecordingTest {
    private static final int KIOSKS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Path folder;
    private final Path file;
    private final Vertx vertx = Vertx.vertx();

    RecordingTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("recorded.ndjson");
    }

    @AfterEach
    void closeVertx() {
        Wait.on(vertx.close());
    }

    @Test
    void whatIsRecordedIsReplayedAsItWasInEachKiosksOrder() throws Exception {
        List<String> recorded = record();
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Replay replay = new Replay(vertx, gateway.target(), 1e6);
            replay.play(file, first -> Instant.MAX, RecordingTest::pause);
            gateway.until(() -> replay.acknowledged() > 5);
            gateway.dropAll(); // what was on its way is sent again
            assertTrue(replay.drained(PATIENCE, RecordingTest::pause));
            assertEquals(recorded.size(), replay.sent());
            assertEquals(recorded.size(), replay.acknowledged());
            assertTrue(gateway.rejected() > 0, "damaged messages are as damaged as they were");
            Map<String, List<EventId>> undamaged = undamaged(recorded);
            assertEquals(KIOSKS, undamaged.size());
            for (String kiosk : undamaged.keySet()) {
                assertEquals(undamaged.get(kiosk), ids(gateway.received(kiosk)), kiosk);
            }
        }
    }

    @Test
    void replayKeepsThePausesAndEndsWhenItIsTold() throws Exception {
        Files.writeString(
                file,
                """
                {"at":"2026-11-23T16:00:00Z","kiosk":"mn-05-000001","topic":"kiosks/mn-05-000001/health","payload":"{"}
                {"at":"2026-11-23T16:10:00Z","kiosk":"mn-05-000001","topic":"kiosks/mn-05-000001/health","base64":"/w=="}
                """);
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Replay replay = new Replay(vertx, gateway.target(), 2);
            List<Duration> waits = new ArrayList<>();
            long began = System.nanoTime();
            replay.play(file, first -> Instant.MAX, new Replay.Pause() {
                @Override
                public boolean ends(Duration atMost) {
                    waits.add(atMost);
                    return atMost.toSeconds() > 200;
                }

                @Override
                public Duration stood() {
                    return Duration.ofSeconds(100);
                }
            });
            assertEquals(1, replay.sent(), "the second comes five minutes later, and as much as it stood still");
            Duration passed = Duration.ofNanos(System.nanoTime() - began);
            Duration whole = Duration.ofSeconds(400);
            Duration wait = waits.get(waits.size() - 1);
            assertTrue(
                    wait.compareTo(whole) <= 0 && wait.compareTo(whole.minus(passed)) >= 0,
                    () -> wait + " after " + passed);
        }
    }

    @Test
    void replayEndsBeforeWhatCameAtTheGivenTime() throws Exception {
        List<String> recorded = record();
        Instant third = Instant.parse(new JsonObject(recorded.get(2)).getString("at"));
        long before = recorded.stream()
                .filter(line ->
                        Instant.parse(new JsonObject(line).getString("at")).isBefore(third))
                .count();
        try (GatewayInTest gateway = new GatewayInTest(vertx, 10, 0)) {
            Replay replay = new Replay(vertx, gateway.target(), 1e6);
            replay.play(file, first -> third, RecordingTest::pause);
            assertEquals(before, replay.sent());
        }
    }

    @Test
    void whatIsNoRecordingIsNamedAndNoneIsOverwritten() throws Exception {
        Files.writeString(file, "{\"at\": \"yesterday\"}\n");
        Replay replay = new Replay(vertx, new Target("127.0.0.1", 1), 1);
        IOException refused =
                assertThrows(IOException.class, () -> replay.play(file, first -> Instant.MAX, wait -> false));
        assertEquals("Line 1 of " + file + " is no recorded message", refused.getMessage());
        assertTrue(Recorder.listen(vertx, "127.0.0.1", 0, file, Clock.systemUTC())
                .otherwise((Recorder) null)
                .toCompletionStage()
                .toCompletableFuture()
                .handle((recorder, failure) -> recorder == null)
                .get(60, TimeUnit.SECONDS));
        assertEquals("{\"at\": \"yesterday\"}\n", Files.readString(file));
        assertFalse(replay.sent() > 0);
    }

    /** A small fleet, which sends half of its messages damaged. */
    private List<String> record() throws Exception {
        FaultPlan damaged = (kiosk, seed, start) ->
                List.of(Fault.of(FaultKind.CORRUPTED, start, Long.MAX_VALUE)).iterator();
        try (Recorder recorder = Wait.on(Recorder.listen(vertx, "127.0.0.1", 0, file, Clock.systemUTC()))) {
            FleetSettings settings = new FleetSettings(
                            SyntheticCity.of(KIOSKS, 1),
                            new Target("127.0.0.1", recorder.port()),
                            folder.resolve("ledger"))
                    .withPace(Pace.of(600))
                    .withFaults(damaged);
            Fleet fleet = Wait.on(Fleet.start(vertx, settings, Clock.systemUTC()));
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (recorder.messages() < 100 && System.nanoTime() < until) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            Wait.on(fleet.stopGenerating());
            Wait.on(fleet.drained(PATIENCE));
            Wait.on(fleet.close());
        }
        return Files.readAllLines(file);
    }

    /** What a gateway can read of a recording, by its kiosks. */
    private static Map<String, List<EventId>> undamaged(List<String> recorded) {
        EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);
        Map<String, List<KioskEvent>> events = new TreeMap<>();
        for (String line : recorded) {
            JsonObject message = new JsonObject(line);
            KioskTopic topic = KioskTopic.parse(message.getString("topic"));
            byte[] payload = message.containsKey("base64")
                    ? Base64.getDecoder().decode(message.getString("base64"))
                    : message.getString("payload").getBytes(StandardCharsets.UTF_8);
            if (topic != null) {
                events.computeIfAbsent(topic.kiosk().value(), kiosk -> new ArrayList<>())
                        .addAll(decoder.decode(
                                        topic.kind(),
                                        payload,
                                        0,
                                        payload.length,
                                        Instant.now().toEpochMilli())
                                .accepted());
            }
        }
        Map<String, List<EventId>> ids = new TreeMap<>();
        events.forEach((kiosk, some) -> ids.put(kiosk, ids(some)));
        return ids;
    }

    /** Each event once, as they came. */
    private static List<EventId> ids(List<KioskEvent> events) {
        return events.stream().map(KioskEvent::id).distinct().toList();
    }

    private static boolean pause(Duration atMost) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
        return false;
    }
}
