package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.curbline.program.http.HttpFace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kiosks that vanish without a word, come back all at once, or do not know the time. */
class TroubledKiosksIT {
    private static final String KIOSK = "mn-05-000001";
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");
    private static final int STORM = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ClockToMove clock = new ClockToMove(NOON);
    private GatewayFixture fixture;
    private HttpFace face;

    @BeforeEach
    void start() {
        fixture = GatewayFixture.over(new StoreInMemory(), clock);
        face = fixture.http();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aKioskWhoseConnectionIsHalfOpenIsOfflineAfterItsKeepAliveAndUnknownAfterTheGrace() throws Exception {
        try (RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(Packets.connect5(KIOSK, 3))) {
            kiosk.expect(0x20);
            kiosk.publish(1, topic(KIOSK), report(1, "up", NOON)).puback(1);
            await(() -> "up reported-up".equals(wifi(KIOSK)), "it is up");
            await(() -> "offline keep-alive-timeout".equals(connection(KIOSK)), "its silence is noticed");
            assertEquals("up reported-up", wifi(KIOSK), "it may come back");
            clock.on(Duration.ofSeconds(30));
            await(() -> "unknown kiosk-offline".equals(wifi(KIOSK)), "it is gone");
        }
    }

    @Test
    void aStormOfReconnectingKiosksChangesNothingThatIsShown() throws Exception {
        List<RawMqtt> kiosks = new ArrayList<>();
        try {
            for (int i = 0; i < STORM; i++) {
                RawMqtt kiosk = RawMqtt.v5(fixture.port, id(i));
                kiosks.add(kiosk);
                kiosk.publish(1, topic(id(i)), report(1, "up", NOON)).puback(1);
            }
            await(() -> count("up") == STORM, "all are up");
            try (EventReader changes = EventReader.open(face.port(), "?type=org.curbline.status.changed", null)) {
                for (int storm = 0; storm < 3; storm++) {
                    for (RawMqtt kiosk : kiosks) {
                        kiosk.close();
                    }
                    kiosks.clear();
                    clock.on(Duration.ofSeconds(5));
                    for (int i = 0; i < STORM; i++) {
                        RawMqtt kiosk = RawMqtt.v5(fixture.port, id(i));
                        kiosks.add(kiosk);
                        kiosk.publish(1, topic(id(i)), report(storm + 2, "up", clock.instant()));
                    }
                    await(() -> fleet().getInteger("online") == STORM, "all are back");
                }
                assertEquals(STORM, count("up"));
                clock.on(Duration.ofSeconds(60)); // longer than the grace, and all are online
                assertTrue(changes.isSilent(), "nothing that is shown of a service has changed");
                assertEquals(STORM, count("up"));
            }
        } finally {
            for (RawMqtt kiosk : kiosks) {
                kiosk.close();
            }
        }
    }

    @Test
    void aClockThatIsHoursBehindSaysNothingOfThePresent() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, topic(KIOSK), report(1, "up", NOON)).puback(1);
            await(() -> "up reported-up".equals(wifi(KIOSK)), "it is up");
            clock.on(Duration.ofSeconds(60));
            Instant behind = clock.instant().minus(Duration.ofHours(3));
            kiosk.publish(2, topic(KIOSK), report(2, "down", behind)).puback(2);
            clock.on(Duration.ofSeconds(59));
            assertEquals("up reported-up", wifi(KIOSK), "nobody knows when that was");
            clock.on(Duration.ofSeconds(1));
            await(() -> "unknown report-too-old".equals(wifi(KIOSK)), "nothing says that it still works");
            kiosk.publish(3, topic(KIOSK), report(3, "up", clock.instant())).puback(3);
            await(() -> "up reported-up".equals(wifi(KIOSK)), "its clock is right again");
        }
    }

    @Test
    void aClockThatIsHoursAheadIsNotBelieved() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, topic(KIOSK), report(1, "up", NOON)).puback(1);
            await(() -> "up reported-up".equals(wifi(KIOSK)), "it is up");
            clock.on(Duration.ofSeconds(60));
            Instant ahead = clock.instant().plus(Duration.ofHours(3));
            kiosk.publish(2, topic(KIOSK), report(2, "up", ahead));
            await(() -> fixture.books().quarantined() == 1, "it is refused");
            clock.on(Duration.ofSeconds(60));
            await(
                    () -> "unknown report-too-old".equals(wifi(KIOSK)),
                    "it is up for no longer than it was allowed to be");
        }
    }

    private static String id(int i) {
        return String.format("bx-01-%06d", i);
    }

    private static String topic(String kiosk) {
        return "kiosks/" + kiosk + "/status";
    }

    private static String report(long seq, String state, Instant at) {
        return "{\"seq\":" + seq + ",\"at\":\"" + at + "\",\"service\":\"wifi\",\"state\":\"" + state + "\"}";
    }

    /** Empty until the board has heard of it, a moment after what it said is acknowledged. */
    private String wifi(String id) throws IOException, InterruptedException {
        return get("/api/v1/kiosks/" + id).getJsonArray("services", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(service -> service.getString("service").equals("wifi"))
                .map(service -> service.getString("state") + ' ' + service.getString("reason"))
                .findFirst()
                .orElse("");
    }

    private String connection(String id) throws IOException, InterruptedException {
        JsonObject connection = get("/api/v1/kiosks/" + id).getJsonObject("connection");
        return connection.getString("state") + ' ' + connection.getString("reason", "");
    }

    private int count(String state) throws IOException, InterruptedException {
        return fleet().getJsonObject("services").getJsonObject("wifi").getInteger(state);
    }

    private JsonObject fleet() throws IOException, InterruptedException {
        return get("/api/v1/status");
    }

    private JsonObject get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path))
                .build();
        return new JsonObject(http.send(request, BodyHandlers.ofString()).body());
    }

    private static void await(Callable<Boolean> condition, String what) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < until, () -> "Waited in vain until " + what);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
