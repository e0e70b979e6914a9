package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Beside every client that misbehaves, another goes on undisturbed. */
class HostileClientsIT {
    private final GatewayFixture fixture =
            GatewayFixture.start("mqtt.max-packet-size", "4096", "mqtt.max-unread", "2s");
    private RawMqtt bystander;
    private int published;

    @BeforeEach
    void connectBystander() throws IOException {
        bystander = RawMqtt.v5(fixture.port, KIOSK);
    }

    @AfterEach
    void theBystanderIsStillServed() throws IOException {
        serveBystander();
        bystander.close();
        fixture.close();
    }

    @Test
    void randomBytesEndTheirConnectionOnly() throws IOException {
        Random random = new Random(20261123);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(noise);
            try (RawMqtt client = RawMqtt.open(fixture.port, true)) {
                sendWhatIsTaken(client, noise);
            }
        }
        serveBystander();
    }

    @Test
    void randomBytesAfterAProperConnectEndTheirConnectionOnly() throws IOException {
        Random random = new Random(20261124);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            try (RawMqtt client = RawMqtt.v5(fixture.port, "noise")) {
                sendWhatIsTaken(client, noise);
            }
        }
        serveBystander();
        assertTrue(fixture.books().addUp());
    }

    @Test
    void bytesThatAreNoMqttAtAllAreCutOff() throws IOException {
        try (RawMqtt client = RawMqtt.open(fixture.port, true)) {
            sendWhatIsTaken(client, "GET / HTTP/1.1\r\nHost: kiosk\r\n\r\n".getBytes(US_ASCII));
            client.ended();
        }
    }

    @Test
    void anOversizedPacketIsRefusedByItsReason() throws IOException {
        try (RawMqtt client = RawMqtt.v5(fixture.port, "large")) {
            sendWhatIsTaken(client, client.packet(1, 1, TOPIC, " ".repeat(5_000)));
            assertEquals(0x95, client.disconnected());
        }
    }

    @Test
    void aMalformedPacketIsRefusedByItsReason() throws IOException {
        try (RawMqtt client = RawMqtt.v5(fixture.port, "malformed")) {
            client.send(RawMqtt.bytes("36 05 00 01 61 00 01")); // QoS 3
            assertEquals(0x81, client.disconnected());
        }
    }

    @Test
    void aPacketOnlyServersSendIsAProtocolError() throws IOException {
        for (String packet : new String[] {"20 03 00 00 00", "D0 00", "90 04 00 01 00 00"}) {
            try (RawMqtt client = RawMqtt.v5(fixture.port, "upside-down")) {
                client.send(RawMqtt.bytes(packet));
                assertEquals(0x82, client.disconnected(), packet);
            }
        }
    }

    @Test
    void whateverComesBeforeConnectIsCutOffCountedAndNotLogged() throws IOException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        String[] packets = {
            "D0 00", // PINGRESP
            "C0 00", // PINGREQ
            "20 02 00 00", // CONNACK
            "32 07 00 01 61 00 01 68 69", // PUBLISH
            "E0 00", // DISCONNECT
            "F0 FF FF FF FF 7F" // a length that is none
        };
        for (String packet : packets) {
            try (RawMqtt client = RawMqtt.open(fixture.port, true)) {
                sendWhatIsTaken(client, RawMqtt.bytes(packet));
                client.ended();
            }
        }
        root.detachAppender(log);
        assertEquals(List.of(), log.list);
        assertEquals(packets.length, protocolErrors("NO_CONNECT"));
    }

    @Test
    void whatAClientBreaksIsCountedByItsReason() throws IOException {
        try (RawMqtt client = RawMqtt.v5(fixture.port, "malformed")) {
            client.send(RawMqtt.bytes("36 05 00 01 61 00 01")).disconnected();
        }
        try (RawMqtt client = RawMqtt.v5(fixture.port, "twice")) {
            client.send(Packets.connect5("twice"));
            assertEquals(0x82, client.disconnected());
        }
        assertEquals(1, protocolErrors("MALFORMED_PACKET"));
        assertEquals(1, protocolErrors("PROTOCOL_ERROR"));
    }

    @Test
    void aPublishBeforeConnectIsCutOff() throws IOException {
        try (RawMqtt client = RawMqtt.open(fixture.port, true)) {
            client.publish(1, TOPIC, wifi(1));
            client.ended();
        }
        assertEquals(0, fixture.books().received());
    }

    @Test
    void aSecondConnectIsCutOff() throws IOException {
        try (RawMqtt client = RawMqtt.v5(fixture.port, "twice")) {
            client.send(Packets.connect5("twice"));
            client.ended();
        }
    }

    @Test
    void aClientThatNeverReadsIsStoppedAndThenCutOff() throws IOException {
        long taken = 0;
        try (RawMqtt deaf = RawMqtt.open(fixture.port, false, 4_096)) {
            deaf.send(Packets.connect3("deaf"));
            byte[] pings = new byte[64 * 1024];
            for (int i = 0; i < pings.length; i += 2) {
                pings[i] = (byte) 0xC0;
            }
            while (true) { // ends when the gateway cuts the connection
                deaf.send(pings);
                taken += pings.length;
                assertTrue(taken < 200L << 20, "an answer is kept for every one of " + taken + " bytes");
            }
        } catch (SocketException cut) {
            assertTrue(taken > 0);
        }
    }

    @Test
    void aClientThatNeverReadsItsAcknowledgementsIsStoppedAndThenCutOff() throws IOException {
        long sent = 0;
        try (RawMqtt deaf = RawMqtt.open(fixture.port, false, 4_096)) {
            deaf.send(Packets.connect3("deaf"));
            byte[][] messages = new byte[1_000][];
            for (int i = 0; i < messages.length; i++) {
                messages[i] = deaf.packet(1, i + 1, Events.topic("mn-05-000002"), wifi(i));
            }
            while (true) { // ends when the gateway cuts the connection
                deaf.send(messages);
                sent += messages.length;
                assertTrue(sent < 20_000_000, "an acknowledgement is kept for every one of " + sent + " messages");
            }
        } catch (SocketException cut) {
            assertTrue(sent > 0);
        }
        assertTrue(fixture.books().addUp());
    }

    @Test
    void aClientThatReadsLateIsServedToItsEnd() throws Exception {
        bystander.close();
        fixture.told("mqtt.max-unread", "60s"); // this one is late, and may be on a slow machine
        fixture.restart();
        connectBystander();
        int count = 200_000;
        try (RawMqtt late = RawMqtt.open(fixture.port, false, 4_096)) {
            late.send(Packets.connect3("late"));
            late.expect(0x20);
            byte[] pings = new byte[2 * count];
            for (int i = 0; i < pings.length; i += 2) {
                pings[i] = (byte) 0xC0;
            }
            Thread writer = new Thread(() -> {
                try {
                    late.send(pings);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            writer.start();
            writer.join(Duration.ofMillis(500).toMillis()); // nothing is read meanwhile
            for (int i = 0; i < count; i++) {
                late.expect(0xD0);
            }
            writer.join();
        }
    }

    @Test
    void aClientThatHasReadIsNotCutOffWhileTheStoreLetsItWait() throws Exception {
        int events = 40; // more than half of what MQTT 3.1.1 may have on its way: no more is read meanwhile
        try (GatewayFixture slow = GatewayFixture.start("mqtt.max-unread", "5s");
                RawMqtt late = RawMqtt.open(slow.port, false, 4_096)) {
            late.send(Packets.connect3("late"));
            late.expect(0x20);
            slow.store.goAway("as it is told to");
            for (int i = 1; i <= events; i++) {
                late.publish(i, Events.topic("mn-05-000003"), wifi(i));
            }
            AtomicLong sent = new AtomicLong();
            Thread writer = new Thread(() -> pingUntilCutOff(late, sent));
            writer.start();
            long before = 0;
            while (before == 0 || before != sent.get()) { // until the gateway takes no more
                before = sent.get();
                writer.join(Duration.ofMillis(300).toMillis());
            }
            CompletableFuture<Integer> acknowledged = CompletableFuture.supplyAsync(() -> pubacks(late, events));
            try (RawMqtt deaf = RawMqtt.open(slow.port, false, 4_096)) {
                deaf.send(Packets.connect3("deaf"));
                pingUntilCutOff(deaf, sent); // by then the other would have been, too
            }
            slow.store.comeBack();
            assertEquals(events, acknowledged.get(30, TimeUnit.SECONDS));
            late.cut();
            writer.join();
        }
    }

    private static void pingUntilCutOff(RawMqtt client, AtomicLong sent) {
        byte[] pings = new byte[16 * 1024];
        for (int i = 0; i < pings.length; i += 2) {
            pings[i] = (byte) 0xC0;
        }
        try {
            while (true) {
                client.send(pings);
                sent.addAndGet(pings.length);
            }
        } catch (IOException cutOff) {
            // as it should be
        }
    }

    /** Reads whatever comes until there are so many, or until the end; how many there were. */
    private static int pubacks(RawMqtt client, int most) {
        int pubacks = 0;
        try {
            while (pubacks < most) {
                RawMqtt.Packet packet = client.read();
                if (packet == null) {
                    return pubacks;
                }
                pubacks += packet.type() == 0x40 ? 1 : 0;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pubacks;
    }

    private void serveBystander() throws IOException {
        published++;
        bystander.publish(published, TOPIC, wifi(published));
        assertEquals(0, bystander.puback(published));
    }

    private double protocolErrors(String reason) {
        return fixture.meters
                .get("curbline.gateway.protocol.errors")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static void sendWhatIsTaken(RawMqtt client, byte[] bytes) throws IOException {
        try {
            client.send(bytes);
        } catch (SocketException cutOffMeanwhile) {
            // as it should be
        }
    }
}
