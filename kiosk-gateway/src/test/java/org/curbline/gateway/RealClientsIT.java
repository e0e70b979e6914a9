package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.curbline.gateway.Events.BAD;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.curbline.testservers.Command;
import org.curbline.testservers.Mosquitto;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that others have written. */
class RealClientsIT {
    private static final String WILL = "--will-topic kiosks/" + KIOSK + "/status --will-payload "
            + "{\"seq\":9,\"at\":\"2026-11-23T16:04:05.123Z\",\"service\":\"wifi\",\"state\":\"down\",\"reason\":\"offline\"}";

    private final GatewayFixture fixture = GatewayFixture.start();
    private final Mosquitto mosquitto = new Mosquitto(fixture.port);

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest(name = "mosquitto_pub -V {0} -q {1}")
    @CsvSource({"5,0", "5,1", "311,0", "311,1", "311,2", "31,1"})
    void mosquittoPublishes(String version, String qos) throws Exception {
        publish("-V", version, "-q", qos, "-m", wifi(1)).orFail();
        fixture.store.awaitSize(1);
    }

    @ParameterizedTest(name = "mosquitto_pub -V {0} -l")
    @CsvSource({"5", "311"})
    void mosquittoPublishesManyLines(String version) throws Exception {
        String lines =
                IntStream.rangeClosed(1, 3_000).mapToObj(Events::wifi).collect(Collectors.joining("\n", "", "\n"));
        mosquitto
                .publishLines(lines, "-t", TOPIC, "-V", version, "-q", "1", "-l")
                .orFail();
        fixture.store.awaitSize(3_000);
        assertTrue(fixture.books().addUp());
    }

    @Test
    void mosquittoPrintsWhyAMessageIsRefused() {
        Command ended = publish("-V", "5", "-q", "1", "-d", "-m", BAD);
        assertTrue(ended.output().contains("Payload format invalid"), ended.output());
        assertEquals("WRONG_TYPE", fixture.quarantined().get(0).reason());
    }

    @ParameterizedTest(name = "mosquitto_pub {0}")
    @MethodSource
    void mosquittosOptionsAreTaken(String options, int status, int stored, String said) {
        List<String> all = new ArrayList<>(List.of("-d", "-q", "1", "-m", wifi(1)));
        all.addAll(List.of(options.split(" ")));
        Command ended = publish(all.toArray(String[]::new));
        assertEquals(status, ended.exitCode(), ended.output());
        assertTrue(ended.output().contains(said), ended.output());
        assertEquals(stored, fixture.store.size());
        assertTrue(fixture.books().addUp());
    }

    static List<Arguments> mosquittosOptionsAreTaken() {
        return List.of(
                Arguments.of("-V 5 -r", 0, 1, "r0"), // it has read in CONNACK that there is no such thing
                Arguments.of("-V 311 -r", 0, 1, "r1"),
                Arguments.of("-V 5 " + WILL, 0, 1, "RC:0"), // a goodbye leaves none
                Arguments.of("-V 311 " + WILL, 0, 1, "PUBACK"),
                Arguments.of("-V 5 --will-retain " + WILL, 0x9A, 0, "Retain not supported"),
                Arguments.of("-V 311 --will-retain " + WILL, 0, 1, "PUBACK"),
                Arguments.of("-V 5 --will-qos 2 " + WILL, 0x9B, 0, "QoS not supported"),
                Arguments.of("-V 311 --will-qos 2 " + WILL, 0, 1, "PUBACK"),
                Arguments.of("-V 5 -D publish user-property colour blue", 0, 1, "RC:0"),
                Arguments.of("-V 5 -D publish message-expiry-interval 60", 0, 1, "RC:0"),
                Arguments.of("-V 5 -D publish topic-alias 1", 4, 0, "DISCONNECT (148)"),
                Arguments.of("-V 5 -D connect session-expiry-interval 100", 0, 1, "RC:0"));
    }

    @ParameterizedTest(name = "mosquitto_pub -V {0} -P \"{1}\"")
    @CsvSource({
        "5,   right, 0,    1, RC:0",
        "311, right, 0,    1, PUBACK",
        "5,   wrong, 0x86, 0, CONNACK (134)",
        "311, wrong, 4,    0, bad user name or password"
    })
    void mosquittoShowsAPassword(String version, String password, String status, int stored, String said) {
        try (GatewayFixture closed = GatewayFixture.start("mqtt.access", "REGISTRY", "mqtt.accept-unknown", "false")) {
            closed.registry.discover(KIOSK);
            closed.registry.setPassword(KIOSK, "right");
            Command ended = new Mosquitto(closed.port)
                    .publish("-d", "-V", version, "-q", "1", "-u", KIOSK, "-P", password, "-t", TOPIC, "-m", wifi(1));
            assertEquals(Integer.decode(status), ended.exitCode(), ended.output());
            assertTrue(ended.output().contains(said), ended.output());
            assertEquals(stored, closed.store.size());
        }
    }

    @ParameterizedTest(name = "mosquitto_sub -V {0} -t kiosks/{1}/commands/{2}")
    @CsvSource({
        "5,   mn-05-000001, +, true",
        "5,   mn-05-000001, #, true",
        "311, mn-05-000001, +, true",
        "5,   mn-05-000002, +, false",
        "311, mn-05-000002, +, false"
    })
    void mosquittoSubscribesToCommands(String version, String kiosk, String below, boolean granted) {
        Command ended = mosquitto.subscribe(
                "-d",
                "-V",
                version,
                "-q",
                "1",
                "-u",
                KIOSK,
                "-P",
                "believed",
                "-t",
                "kiosks/" + kiosk + "/commands/" + below,
                "-E");
        assertEquals(0, ended.exitCode(), ended.output());
        String granting = "Subscribed (mid: 1): 1";
        String denied = "All subscription requests were denied.";
        assertTrue(ended.output().contains(granted ? granting : denied), ended.output());
        assertEquals(granted, !ended.output().contains(denied), ended.output());
    }

    @Test
    void pahoForMqtt3Publishes() throws Exception {
        try (var kiosk = new org.eclipse.paho.client.mqttv3.MqttClient(
                "tcp://127.0.0.1:" + fixture.port,
                KIOSK,
                new org.eclipse.paho.client.mqttv3.persist.MemoryPersistence())) {
            kiosk.connect(new MqttConnectOptions());
            for (int i = 0; i <= 2; i++) {
                kiosk.publish(TOPIC, wifi(i).getBytes(UTF_8), i, false);
            }
            fixture.store.awaitSize(3);
            kiosk.disconnect();
        }
    }

    @Test
    void pahoForMqtt5PublishesAndHearsWhyNot() throws Exception {
        var kiosk = new org.eclipse.paho.mqttv5.client.MqttAsyncClient(
                "tcp://127.0.0.1:" + fixture.port,
                KIOSK,
                new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
        kiosk.connect().waitForCompletion(60_000);
        kiosk.publish(TOPIC, wifi(1).getBytes(UTF_8), 1, false).waitForCompletion(60_000);
        assertEquals(1, fixture.store.size());
        var refused = kiosk.publish(TOPIC, BAD.getBytes(UTF_8), 1, false);
        refused.waitForCompletion(60_000);
        assertEquals(0x99, refused.getReasonCodes()[0]);
        kiosk.disconnect().waitForCompletion(60_000);
        kiosk.close();
    }

    private Command publish(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-t", TOPIC));
        all.addAll(List.of(arguments));
        return mosquitto.publish(all.toArray(String[]::new));
    }
}
