package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.curbline.gateway.webhooks.Receiver;
import org.curbline.protocol.Command;
import org.curbline.protocol.KioskId;
import org.curbline.testservers.InfluxServer;
import org.curbline.testservers.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two gateways as processes over one PostgreSQL and one InfluxDB; each kiosk is connected to one of them. Every test
 * has kiosks of its own, and leaves both gateways at work.
 */
class SeveralGatewaysIT {
    private static final Map<String, String> BOTH = new HashMap<>();
    private static final Duration GRACE = Duration.ofSeconds(20);

    private static PostgresServer postgres;
    private static InfluxServer influx;
    private static GatewayProcess a;
    private static GatewayProcess b;

    private final Map<String, Integer> said = new HashMap<>();
    private final List<RawMqtt> connections = new ArrayList<>();

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        postgres = PostgresServer.start();
        influx = InfluxServer.start();
        int[] ports = GatewayProcess.freePorts(4);
        BOTH.put("store.kind", "influx");
        BOTH.put("store.influx.url", influx.url());
        BOTH.put("store.influx.org", influx.org());
        BOTH.put("store.influx.token", influx.token());
        BOTH.put("store.influx.bucket", "several-gateways");
        BOTH.put("registry.url", postgres.jdbcUrl());
        BOTH.put("registry.user", postgres.user());
        BOTH.put("status.offline-grace", GRACE.toSeconds() + "s");
        BOTH.put("status.allowed-age", "30m"); // nobody reports again for as long as a test takes
        BOTH.put("webhooks.allow", "127.0.0.1");
        BOTH.put("webhooks.takeover", "4s");
        BOTH.put("cluster.enabled", "true");
        BOTH.put("cluster.lost-after", "10s"); // so long may a slow machine keep one from saying that it lives
        BOTH.put("cluster.members", "127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1]);
        a = gateway("a", folder, ports[0], ports[2]).start();
        b = gateway("b", folder, ports[1], ports[3]).start();
        a.awaitReady();
        b.awaitReady();
        b.await("each knows the other", () -> gateways(a) == 2 && gateways(b) == 2);
        assertFalse(b.said().contains("com.hazelcast"), b.said());
    }

    private static GatewayProcess gateway(String name, Path folder, int port, int busPort) {
        Map<String, String> own = new HashMap<>(BOTH);
        own.put("cluster.port", Integer.toString(port));
        own.put("cluster.bus-port", Integer.toString(busPort));
        return new GatewayProcess(name, folder, own);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : Arrays.asList(a, b, influx, postgres)) {
            if (each != null) {
                each.close();
            }
        }
    }

    @AfterEach
    void disconnect() throws IOException {
        for (RawMqtt connection : connections) {
            connection.close();
        }
    }

    @Test
    void bothAnswerForTheWholeFleet() throws Exception {
        String atA = "mn-01-000001";
        String atB = "bk-01-000001";
        EventReader toldByA = events(a, atA, atB);
        EventReader toldByB = events(b, atA, atB);
        report(connect(a, atA), atA, "up");
        RawMqtt connection = connect(b, atB);
        report(connection, atB, "down");
        for (GatewayProcess each : List.of(a, b)) {
            awaitState(each, atA, "online", "up");
            awaitState(each, atB, "online", "down");
        }
        assertSame();
        assertEquals(ids(toldByA, 4), ids(toldByB, 4), "the same has happened to both");

        a.send("PUT", "/api/v1/kiosks/" + atB + "/lifecycle", decided("MAINTENANCE"));
        awaitState(b, atB, "online", "maintenance");
        awaitState(a, atB, "online", "maintenance");
        assertSame();

        connection.send(Packets.subscribe5(9, Command.topics(KioskId.of(atB)))).expect(0x90);
        JsonObject order = new JsonObject().put("by", "ada").put("parameters", new JsonObject());
        JsonObject given = a.send("POST", "/api/v1/kiosks/" + atB + "/commands/identify", order);
        RawMqtt.Packet command = connection.expect(0x30);
        connection.send(
                new Packets().number(command.number(2 + command.number(0))).packet(0x40));
        String path = "/api/v1/commands/" + given.getString("id");
        a.await(
                "the command is acknowledged",
                () -> a.get(path).getString("state").equals("acknowledged"));
        assertEquals("acknowledged", b.get(path).getString("state"));
        awaitCommand(toldByA, "acknowledged");
        awaitCommand(toldByB, "acknowledged");
    }

    @Test
    void aKioskMovesFromOneToTheOther() throws Exception {
        String kiosk = "mn-02-000001";
        EventReader toldByA = events(a, kiosk);
        EventReader toldByB = events(b, kiosk);
        RawMqtt before = connect(a, kiosk);
        report(before, kiosk, "up");
        awaitState(b, kiosk, "online", "up");
        RawMqtt now = connect(b, kiosk);
        report(now, kiosk, "down"); // under open access this is who it is
        assertEquals(0x8E, before.disconnected(), "its older connection is taken over");
        for (GatewayProcess each : List.of(a, b)) {
            awaitState(each, kiosk, "online", "down");
        }
        now.send(RawMqtt.DISCONNECT).ended();
        for (GatewayProcess each : List.of(a, b)) {
            awaitState(each, kiosk, "offline", "down");
        }
        assertSame();
        List<String> expected = List.of("online", "up", "down", "offline");
        assertEquals(expected, happened(toldByA, expected.size()));
        assertEquals(expected, happened(toldByB, expected.size()));
        awaitHistory(a, kiosk, "unknown", "up", "down");
    }

    @Test
    void oneIsKilled() throws Exception {
        String comes = "mn-03-000001";
        String stays = "mn-03-000002";
        try (Receiver receiver = new Receiver()) {
            JsonArray both = new JsonArray().add(comes).add(stays);
            a.send(
                    "POST",
                    "/api/v1/webhooks",
                    new JsonObject().put("url", receiver.url()).put("kiosks", both));
            EventReader told = events(b, comes, stays);
            EventReader cutOff = events(a, comes, stays);
            for (String kiosk : List.of(comes, stays)) {
                report(connect(a, kiosk), kiosk, "up");
                awaitState(b, kiosk, "online", "up");
            }
            Set<String> delivered = new HashSet<>();
            receive(receiver, 4, delivered);

            a.kill();
            Instant killed = Instant.now();
            report(connect(b, comes), comes, "up");
            awaitState(b, stays, "offline", "unknown");
            JsonObject away = b.get("/api/v1/kiosks/" + stays);
            assertEquals("gateway-lost", away.getJsonObject("connection").getString("reason"));
            assertEquals("kiosk-offline", wifi(away).getString("reason"));
            Instant since = Instant.parse(wifi(away).getString("since"));
            assertTrue(
                    since.isBefore(killed.plus(GRACE).plusSeconds(1)),
                    "the grace after it was last known to live: " + since);
            awaitState(b, comes, "online", "up");
            List<String> expected = List.of("online", "up", "online", "up", "offline", "unknown");
            assertEquals(expected, happened(told, expected.size()), "nothing else happened to these two");
            receive(receiver, 6, delivered);
            assertTrue(receiver.isSilent(), "nothing else is delivered");

            a.start().awaitReady();
            assertSame();
            happened(cutOff, 4);
            try (EventReader again = EventReader.open(a.httpPort, "", cutOff.lastId())) {
                assertEquals("reset", again.next().type(), "it does not know what it told before it was killed");
            }
            report(connect(a, stays), stays, "up");
            for (GatewayProcess each : List.of(a, b)) {
                awaitState(each, stays, "online", "up");
                awaitHistory(each, comes, "unknown", "up");
                awaitHistory(each, stays, "unknown", "up", "unknown", "up");
            }
            assertSame();
            assertEquals(List.of("online", "up"), happened(told, 2));
        }
    }

    @Test
    void oneHangsAndGoesOn() throws Exception {
        String kiosk = "mn-04-000001";
        RawMqtt before = connect(a, kiosk);
        report(before, kiosk, "up");
        awaitState(b, kiosk, "online", "up");
        a.signal("STOP");
        RawMqtt now = connect(b, kiosk);
        report(now, kiosk, "degraded");
        b.await("the other is taken for dead", () -> gateways(b) == 1);
        report(now, kiosk, "up");
        a.signal("CONT");
        assertEquals(0x8E, before.disconnected(), "its older connection is taken over");
        b.await("the other is back", () -> gateways(b) == 2 && gateways(a) == 2);
        for (GatewayProcess each : List.of(a, b)) {
            awaitState(each, kiosk, "online", "up");
            awaitHistory(each, kiosk, "unknown", "up", "degraded", "up");
        }
        assertSame();
    }

    @Test
    void oneAloneNeedsNoHazelcast(@TempDir Path folder) throws Exception {
        Map<String, String> settings = new HashMap<>(BOTH);
        settings.put("registry.url", postgres.createDatabase());
        settings.put("cluster.enabled", "false");
        try (GatewayProcess alone = new GatewayProcess("alone", folder, settings).withoutHazelcast()) {
            alone.start().awaitReady();
            assertEquals(
                    0, alone.get("/api/v1/gateways").getJsonArray("gateways").size());
        }
        settings.put("cluster.enabled", "true");
        try (GatewayProcess wanting = new GatewayProcess("wanting", folder, settings).withoutHazelcast()) {
            wanting.start().awaitEnd();
            assertTrue(wanting.said().contains("CURBLINE_CLUSTER_ENABLED=true"), wanting.said());
        }
    }

    /** Until so many are delivered; what the killed one could not note is delivered again, under the same id. */
    private static void receive(Receiver receiver, int events, Set<String> ids) throws InterruptedException {
        while (ids.size() < events) {
            ids.add(receiver.next().event().getString("id"));
        }
        assertEquals(events, ids.size(), ids::toString);
    }

    private static EventReader events(GatewayProcess gateway, String... kiosks)
            throws IOException, InterruptedException {
        return EventReader.open(gateway.httpPort, "?kiosk=" + String.join("&kiosk=", kiosks), null);
    }

    private static int gateways(GatewayProcess gateway) throws IOException, InterruptedException {
        JsonArray known = gateway.get("/api/v1/gateways").getJsonArray("gateways");
        int heard = 0;
        for (int i = 0; i < known.size(); i++) {
            heard += known.getJsonObject(i).getBoolean("heard") ? 1 : 0;
        }
        return heard;
    }

    /** What is shown is written a little later. */
    private static void awaitHistory(GatewayProcess gateway, String kiosk, String... wifi)
            throws IOException, InterruptedException {
        List<String> expected = List.of(wifi);
        gateway.await("the history of " + kiosk + " is " + expected, () -> history(gateway, kiosk)
                .equals(expected));
    }

    /** The states of its WiFi as they were seen. */
    private static List<String> history(GatewayProcess gateway, String kiosk) throws IOException, InterruptedException {
        String from = Instant.now().minusSeconds(600).toString();
        JsonArray wifi = gateway.get("/api/v1/kiosks/" + kiosk + "/history?view=seen&from=" + from)
                .getJsonObject("services")
                .getJsonArray("wifi");
        List<String> states = new ArrayList<>();
        for (int i = 0; i < wifi.size(); i++) {
            states.add(wifi.getJsonObject(i).getString("state"));
        }
        return states;
    }

    /** What happened, in short. */
    private static List<String> happened(EventReader reader, int events) throws InterruptedException {
        List<String> happened = new ArrayList<>();
        while (happened.size() < events) {
            EventReader.Event event = reader.next();
            happened.add(event.data(event.type().equals("org.curbline.presence.changed") ? "connection" : "state"));
        }
        return happened;
    }

    private RawMqtt connect(GatewayProcess gateway, String kiosk) throws IOException {
        RawMqtt connected = RawMqtt.v5(gateway.mqttPort, kiosk);
        connections.add(connected);
        return connected;
    }

    /** Says how its WiFi is, and waits until that is stored. */
    private void report(RawMqtt connection, String kiosk, String state) throws IOException {
        int seq = said.merge(kiosk, 1, Integer::sum);
        Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        connection.publish(
                seq,
                "kiosks/" + kiosk + "/status",
                "{\"seq\":" + seq + ",\"at\":\"" + at + "\",\"service\":\"wifi\",\"state\":\"" + state + "\"}");
        assertEquals(0, connection.puback(seq));
    }

    private static JsonObject decided(String lifecycle) {
        return new JsonObject().put("lifecycle", lifecycle).put("by", "ada").put("reason", "");
    }

    private static void awaitState(GatewayProcess gateway, String kiosk, String connection, String wifi)
            throws IOException, InterruptedException {
        gateway.await(kiosk + " is " + connection + ", its WiFi " + wifi, () -> {
            try {
                JsonObject shown = gateway.get("/api/v1/kiosks/" + kiosk);
                return shown.getJsonObject("connection").getString("state").equals(connection)
                        && wifi(shown).getString("state").equals(wifi);
            } catch (IOException notKnown) {
                return false;
            }
        });
    }

    private static JsonObject wifi(JsonObject kiosk) {
        return kiosk.getJsonArray("services").getJsonObject(0);
    }

    /** Whatever is asked of one is answered by the other alike. */
    private static void assertSame() throws IOException, InterruptedException {
        a.await("the lists are alike", () -> list(a).equals(list(b)));
        List<String> paths = new ArrayList<>(List.of("/api/v1/status"));
        list(a).forEach(kiosk -> paths.add("/api/v1/kiosks/" + ((JsonObject) kiosk).getString("id")));
        for (String path : paths) {
            AtomicReference<String> answers = new AtomicReference<>("");
            try {
                a.await(path + " is answered alike", () -> {
                    JsonObject one = a.get(path);
                    JsonObject other = b.get(path);
                    answers.set(one + "\n" + other);
                    return one.equals(other);
                });
            } catch (AssertionError e) {
                throw new AssertionError("Not answered alike:\n" + answers, e);
            }
        }
    }

    private static JsonArray list(GatewayProcess gateway) throws IOException, InterruptedException {
        return gateway.get("/api/v1/kiosks").getJsonArray("kiosks");
    }

    /** The ids of what was told, in the order of ids. */
    private static List<String> ids(EventReader reader, int events) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < events) {
            ids.add(reader.next().body().getString("id"));
        }
        ids.sort(null);
        return ids;
    }

    private static void awaitCommand(EventReader reader, String state) throws InterruptedException {
        EventReader.Event event = reader.next();
        while (!event.type().equals("org.curbline.command.changed")
                || !event.data("state").equals(state)) {
            assertFalse(event.type().equals("closed"), "The stream has ended");
            event = reader.next();
        }
    }
}
