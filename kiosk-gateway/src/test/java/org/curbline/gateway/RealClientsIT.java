package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.curbline.gateway.Events.BAD;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that others have written. mosquitto_pub is a program of its own: without it those tests are left out. */
class RealClientsIT {
    private final GatewayFixture fixture = GatewayFixture.start();

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest(name = "mosquitto_pub -V {0} -q {1}")
    @CsvSource({"5,0", "5,1", "311,0", "311,1", "311,2", "31,1"})
    void mosquittoPublishes(String version, String qos) throws Exception {
        requireMosquitto();
        Ended ended = mosquitto("", "-V", version, "-q", qos, "-m", wifi(1));
        assertEquals(0, ended.status(), ended.output());
        fixture.store.awaitSize(1);
    }

    @ParameterizedTest(name = "mosquitto_pub -V {0} -l")
    @CsvSource({"5", "311"})
    void mosquittoPublishesManyLines(String version) throws Exception {
        requireMosquitto();
        String lines =
                IntStream.rangeClosed(1, 3_000).mapToObj(Events::wifi).collect(Collectors.joining("\n", "", "\n"));
        Ended ended = mosquitto(lines, "-V", version, "-q", "1", "-l");
        assertEquals(0, ended.status(), ended.output());
        fixture.store.awaitSize(3_000);
        assertTrue(fixture.books().addUp());
    }

    @Test
    void mosquittoPrintsWhyAMessageIsRefused() throws Exception {
        requireMosquitto();
        Ended ended = mosquitto("", "-V", "5", "-q", "1", "-d", "-m", BAD);
        assertTrue(ended.output().contains("Payload format invalid"), ended.output());
        assertEquals("WRONG_TYPE", fixture.quarantined().get(0).reason());
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

    private static void requireMosquitto() {
        boolean there;
        try {
            there = new ProcessBuilder("mosquitto_pub", "--version").start().waitFor() >= 0;
        } catch (IOException | InterruptedException e) {
            there = false;
        }
        boolean mustBeThere = "true".equals(System.getenv("CI"));
        if (!there) {
            System.out.println("Left out: mosquitto_pub is not installed (Debian: mosquitto-clients).");
        }
        assumeTrue(there || mustBeThere, "mosquitto_pub is not installed");
    }

    private Ended mosquitto(String input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("mosquitto_pub", "-h", "127.0.0.1", "-p", Integer.toString(fixture.port), "-t", TOPIC));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var standardInput = process.getOutputStream()) {
            standardInput.write(input.getBytes(UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "mosquitto_pub does not end");
        return new Ended(process.exitValue(), output);
    }

    private record Ended(int status, String output) {}
}
