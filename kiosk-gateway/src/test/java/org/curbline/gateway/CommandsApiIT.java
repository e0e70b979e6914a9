package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.RawMqtt.Packet;
import org.curbline.program.http.HttpFace;
import org.curbline.protocol.Command;
import org.curbline.protocol.KioskId;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.testservers.ApiDocument;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From an operator's request to a kiosk and back, with a clock that the test moves. */
class CommandsApiIT {
    private static final String KIOSK = "mn-05-000001";
    private static final String OTHER = "bx-01-000002";
    private static final String BY_ADA = "{\"by\": \"ada\"}";
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ClockToMove clock = new ClockToMove(NOON);
    private GatewayFixture fixture;
    private HttpFace face;

    @BeforeEach
    void start() {
        fixture = GatewayFixture.over(new StoreInMemory(), clock);
        fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        fixture.registry.put(new Kiosk(OTHER, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        face = fixture.http();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aKioskIsToldAndRepliesAndEveryStepIsAnEvent() throws Exception {
        try (EventReader events = EventReader.open(face.port(), "?type=org.curbline.command.changed", null);
                PahoKiosk kiosk = new PahoKiosk(fixture.port)) {
            JsonObject given = give(
                    "set-interval", "{\"by\": \"ada\", \"parameters\": {\"seconds\": 30}, \"timeToLiveSeconds\": 60}");

            MqttMessage message = kiosk.next();

            Command command = Command.decode(message.getPayload());
            assertEquals(given.getString("id"), command.id());
            assertEquals("set-interval", command.name());
            assertEquals(30L, command.parameters().get("seconds"));
            assertEquals(NOON.plusSeconds(60), command.expiresAt());
            assertEquals(1, message.getQos());
            MqttProperties properties = message.getProperties();
            assertEquals("kiosks/" + KIOSK + "/replies", properties.getResponseTopic());
            assertArrayEquals(command.id().getBytes(UTF_8), properties.getCorrelationData());
            assertEquals(60, properties.getMessageExpiryInterval());
            await(command.id(), "acknowledged");
            kiosk.reply(1, command.id(), "done");
            JsonObject done = await(command.id(), "done");
            assertEquals("ada", done.getString("by"));
            List<String> states = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                states.add(events.next().data("state"));
            }
            assertEquals(List.of("queued", "sent", "acknowledged", "done"), states);
        }
    }

    @Test
    void aCommandWaitsUntilTheKioskListens() throws Exception {
        String id = give("identify", BY_ADA).getString("id");
        try (PahoKiosk kiosk = new PahoKiosk(fixture.port)) {
            assertEquals(id, Command.decode(kiosk.next().getPayload()).id());
            await(id, "acknowledged");
            kiosk.reply(1, id, "failed\",\"reason\":\"no-lamp");
            assertEquals("no-lamp", await(id, "failed").getString("reason"));
        }
        assertEquals(
                id,
                json(200, send("GET", "/api/v1/kiosks/" + KIOSK + "/commands", "", ""))
                        .getJsonArray("commands")
                        .getJsonObject(0)
                        .getString("id"));
    }

    @Test
    void whatWasNotAcknowledgedIsSentAgainUnderTheSameId() throws Exception {
        String id = give("identify", BY_ADA).getString("id");
        try (RawMqtt first = listening()) {
            assertEquals(id, commandIn(first.expect(0x30)).id());
            await(id, "sent");
            first.cut();
        }
        try (RawMqtt second = listening()) {
            Packet again = second.expect(0x30);
            assertEquals(id, commandIn(again).id());
            second.send(puback(again, 0));
            await(id, "acknowledged");
        }
        try (RawMqtt third = listening()) {
            assertTrue(third.isSilentFor(Duration.ofMillis(1_500)), "what was acknowledged is not sent again");
        }
    }

    @Test
    void whatIsGivenWhileOthersAreAcknowledgedIsSentOnce() throws Exception {
        try (PahoKiosk kiosk = new PahoKiosk(fixture.port)) {
            Set<String> given = new TreeSet<>();
            for (int i = 0; i < 200; i++) {
                given.add(give("identify", BY_ADA).getString("id"));
            }
            Set<String> came = new TreeSet<>();
            while (came.size() < given.size()) {
                String id = Command.decode(kiosk.next().getPayload()).id();
                assertTrue(came.add(id), id + " came twice, over the same connection");
            }
            assertEquals(given, came);
        }
    }

    @Test
    void whatAKioskRefusesHasFailed() throws Exception {
        String id = give("identify", BY_ADA).getString("id");
        try (RawMqtt kiosk = listening()) {
            kiosk.send(puback(kiosk.expect(0x30), 0x83));
            assertEquals("refused-0x83", await(id, "failed").getString("reason"));
        }
    }

    @Test
    void aKioskThatDoesNotAcknowledgeIsSentAFewAtATime() throws Exception {
        for (int i = 0; i < 12; i++) {
            give("identify", BY_ADA);
        }
        try (RawMqtt kiosk = listening()) {
            List<Packet> sent = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sent.add(kiosk.expect(0x30));
            }
            assertTrue(kiosk.isSilentFor(Duration.ofMillis(1_500)));
            for (Packet packet : sent) {
                kiosk.send(puback(packet, 0));
            }
            for (int i = 0; i < 4; i++) {
                kiosk.expect(0x30);
            }
        }
    }

    @Test
    void aKioskIsSentNoMoreAndNoLargerCommandsThanItSaysThatItTakes() throws Exception {
        String first = give("identify", BY_ADA).getString("id");
        clock.on(Duration.ofSeconds(1)); // which of two of one moment goes first nobody says
        give("identify", BY_ADA);
        // MQTT 5, clean start, keep-alive 60, Receive Maximum 1, client id "a"
        byte[] oneAtATime = RawMqtt.bytes("10 11 00 04 4D 51 54 54 05 02 00 3C 03 21 00 01 00 01 61");
        try (RawMqtt kiosk = listening(RawMqtt.open(fixture.port, true).send(oneAtATime))) {
            Packet sent = kiosk.expect(0x30);
            assertEquals(first, commandIn(sent).id());
            assertTrue(kiosk.isSilentFor(Duration.ofMillis(1_500)));
            kiosk.send(puback(sent, 0));
            kiosk.send(puback(kiosk.expect(0x30), 0));
        }
        // likewise, Maximum Packet Size 120
        byte[] small = RawMqtt.bytes("10 13 00 04 4D 51 54 54 05 02 00 3C 05 27 00 00 00 78 00 01 61");
        try (RawMqtt kiosk = listening(RawMqtt.open(fixture.port, true).send(small))) {
            String id = give("identify", BY_ADA).getString("id");
            assertEquals("refused-0x95", await(id, "failed").getString("reason"));
            kiosk.send(RawMqtt.PINGREQ).expect(0xD0);
        }
    }

    @Test
    void timeOverIsExpiredAndALateReplyStillCounts() throws Exception {
        String queued = give("identify", BY_ADA).getString("id");
        clock.on(Duration.ofSeconds(301));
        assertTrue(await(queued, "expired").getString("reason").contains("listen"));
        try (PahoKiosk kiosk = new PahoKiosk(fixture.port)) {
            String sent = give("identify", BY_ADA).getString("id");
            kiosk.next();
            await(sent, "acknowledged");
            clock.on(Duration.ofSeconds(301));
            assertTrue(await(sent, "expired").getString("reason").contains("reply"));
            kiosk.reply(1, sent, "done");
            await(sent, "done");
        }
    }

    @Test
    void theSameRequestMadeAgainIsOneCommand() throws Exception {
        String path = "/api/v1/kiosks/" + KIOSK + "/commands/";
        String id = json(202, send("POST", path + "identify", BY_ADA, "17")).getString("id");
        assertEquals(
                id, json(202, send("POST", path + "identify", BY_ADA, "17")).getString("id"));
        assertNotEquals(
                id, json(202, send("POST", path + "identify", BY_ADA, "k2")).getString("id"));
        json(422, send("POST", path + "report-now", BY_ADA, "17"));
        json(422, send("POST", path + "identify", "{\"by\": \"ada\", \"parameters\": {\"a\": 1}}", "17"));
        String other = "/api/v1/kiosks/" + OTHER + "/commands/identify";
        assertNotEquals(id, json(202, send("POST", other, BY_ADA, "17")).getString("id"), "a key is its kiosk's");
    }

    @Test
    void nobodyRepliesForAnother() throws Exception {
        String id = give("identify", BY_ADA).getString("id");
        try (RawMqtt other = RawMqtt.v5(fixture.port, OTHER)) {
            other.publish(1, "kiosks/" + OTHER + "/replies", reply(1, id, "done"))
                    .puback(1);
        }
        try (PahoKiosk kiosk = new PahoKiosk(fixture.port)) {
            kiosk.next();
            await(id, "acknowledged");
        }
    }

    @Test
    void aClientOfMqtt3IsToldToo() throws Exception {
        try (RawMqtt kiosk = RawMqtt.v3(fixture.port, KIOSK)) {
            kiosk.send(Packets.subscribe3(2, Command.topics(KioskId.of(KIOSK)))).expect(0x90);
            String id = give("identify", BY_ADA).getString("id");
            Packet packet = kiosk.expect(0x30);
            kiosk.send(puback(packet, 0));
            await(id, "acknowledged");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | mn-05-000001 | explode | {\"by\": \"ada\"}",
                "404 | nobody | identify | {\"by\": \"ada\"}",
                "400 | mn-05-000001 | Identify | {\"by\": \"ada\"}",
                "400 | mn-05-000001 | identify | {}",
                "400 | mn-05-000001 | identify | {\"by\": \" \"}",
                "400 | mn-05-000001 | identify | {\"by\": \"ada\", \"timeToLiveSeconds\": 0}",
                "400 | mn-05-000001 | identify | {\"by\": \"ada\", \"parameters\": {\"a\": {\"b\": 1}}}",
                "400 | mn-05-000001 | identify | {\"by\": \"ada\", \"parameters\": {\"a\": null}}",
                "400 | mn-05-000001 | identify | {\"by\": \"ada\", \"when\": \"now\"}"
            })
    void whatCannotBeGivenIsRefused(int status, String kiosk, String name, String body) throws Exception {
        JsonObject problem = json(status, send("POST", "/api/v1/kiosks/" + kiosk + "/commands/" + name, body, ""));
        assertTrue(problem.getString("detail").length() > 10, problem.encode());
    }

    @Test
    void tooLongIsRefused() throws Exception {
        String body = "{\"by\": \"ada\", \"parameters\": {\"a\": \"" + "x".repeat(4_000) + "\"}}";
        json(400, send("POST", "/api/v1/kiosks/" + KIOSK + "/commands/identify", body, ""));
        json(404, send("GET", "/api/v1/commands/none", "", ""));
        json(404, send("GET", "/api/v1/kiosks/nobody/commands", "", ""));
    }

    private RawMqtt listening() throws Exception {
        return subscribed(RawMqtt.v5(fixture.port, KIOSK));
    }

    private static RawMqtt listening(RawMqtt connecting) throws Exception {
        connecting.expect(0x20);
        return subscribed(connecting);
    }

    private static RawMqtt subscribed(RawMqtt kiosk) throws Exception {
        kiosk.send(Packets.subscribe5(2, Command.topics(KioskId.of(KIOSK)))).expect(0x90);
        return kiosk;
    }

    private static Command commandIn(Packet publish) {
        String body = new String(publish.body(), UTF_8);
        return Command.decode(body.substring(body.indexOf("{\"id\"")).getBytes(UTF_8));
    }

    private static byte[] puback(Packet publish, int reasonCode) {
        int topic = publish.number(0);
        int packetId = publish.number(2 + topic);
        Packets body = new Packets().number(packetId);
        if (reasonCode > 0) {
            body.raw(reasonCode);
        }
        return body.packet(0x40);
    }

    private static String reply(long seq, String command, String result) {
        return "{\"seq\":" + seq + ",\"at\":\"" + NOON + "\",\"command\":\"" + command + "\",\"result\":\"" + result
                + "\"}";
    }

    private JsonObject give(String name, String body) throws Exception {
        return json(202, send("POST", "/api/v1/kiosks/" + KIOSK + "/commands/" + name, body, ""));
    }

    private JsonObject await(String id, String state) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            JsonObject command = json(200, send("GET", "/api/v1/commands/" + id, "", ""));
            if (command.getString("state").equals(state)) {
                return command;
            }
            assertTrue(System.nanoTime() < end, "It is not " + state + " after 60 s: " + command.encode());
            Thread.sleep(20);
        }
    }

    private HttpResponse<String> send(String method, String path, String body, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        return ApiDocument.require(http.send(request.build(), BodyHandlers.ofString()));
    }

    private static JsonObject json(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private record Arrivals(BlockingQueue<MqttMessage> messages) implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            messages.add(message);
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            // the tests see it by what does not come
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            // likewise
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // whoever publishes waits for its token
        }

        @Override
        public void connectComplete(boolean reconnect, String server) {
            // whoever connects waits for its token
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // the gateway sends none
        }
    }

    /** A kiosk that listens, with a client as kiosks have. */
    private static final class PahoKiosk implements AutoCloseable {
        private final BlockingQueue<MqttMessage> messages = new LinkedBlockingQueue<>();
        private final MqttAsyncClient client;

        PahoKiosk(int port) throws Exception {
            client = new MqttAsyncClient("tcp://127.0.0.1:" + port, KIOSK, new MemoryPersistence());
            client.setCallback(
                    new Arrivals(messages)); // a listener of one subscription trips over itself in Paho 1.2.5
            client.connect().waitForCompletion(20_000);
            client.subscribe(Command.topics(KioskId.of(KIOSK)), 1).waitForCompletion(20_000);
        }

        MqttMessage next() throws InterruptedException {
            MqttMessage message = messages.poll(60, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("No command came");
            }
            return message;
        }

        void reply(long seq, String command, String result) throws Exception {
            publish("replies", CommandsApiIT.reply(seq, command, result));
        }

        private void publish(String topic, String payload) throws Exception {
            client.publish("kiosks/" + KIOSK + "/" + topic, payload.getBytes(UTF_8), 1, false)
                    .waitForCompletion(20_000);
        }

        @Override
        public void close() throws MqttException {
            client.disconnect().waitForCompletion(20_000);
            client.close();
        }
    }
}
