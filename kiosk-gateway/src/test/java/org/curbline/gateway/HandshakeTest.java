package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private final GatewayFixture fixture = GatewayFixture.start(
            "mqtt.receive-maximum", "37", "mqtt.max-packet-size", "4660", "mqtt.max-keep-alive", "90s");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void connackSaysWhatIsToBeHadAndWhatIsNot() throws IOException {
        try (RawMqtt client = RawMqtt.open(fixture.port, true).send(Packets.connect5("mine", 60))) {
            RawMqtt.Packet connack = client.expect(0x20);
            String expected = "20 00 00 36" // no session, success, 54 bytes of properties
                    + " 11 00 00 00 00" // Session Expiry Interval 0
                    + " 21 00 25" // Receive Maximum 37
                    + " 24 01" // Maximum QoS 1
                    + " 25 00" // Retain Available 0
                    + " 27 00 00 12 34" // Maximum Packet Size 4660
                    + " 29 00" // Subscription Identifier Available 0
                    + " 2a 00" // Shared Subscription Available 0
                    + " 26 00 04 74 69 6d 65 00 18"; // User Property time, 24 bytes
            assertEquals(expected, connack.toString().substring(0, expected.length()));
            assertTrue(connack.text().endsWith("2026-11-23T16:05:00.000Z"), connack.text()); // the fixture's clock
        }
    }

    @Test
    void aClientWithoutAnIdIsGivenOneAndAKeepAliveTooLongIsCut() throws IOException {
        try (RawMqtt client = RawMqtt.open(fixture.port, true).send(Packets.connect5("", 600))) {
            RawMqtt.Packet connack = client.expect(0x20);
            assertTrue(connack.text().contains("auto-"), connack.text());
            assertTrue(connack.toString().contains(" 13 00 5a"), connack.toString()); // Server Keep Alive 90
        }
    }

    @Test
    void connackOfMqtt3HasNoProperties() throws IOException {
        try (RawMqtt client = RawMqtt.open(fixture.port, false).send(Packets.connect3("mine"))) {
            assertEquals("20 00 00", client.expect(0x20).toString());
        }
    }

    @Test
    void aKioskMayListenToItsOwnCommandsOnly() throws IOException {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, wifi(1)).puback(1); // says who it is
            assertEquals(1, suback(kiosk, Packets.subscribe5(2, "kiosks/" + KIOSK + "/commands/#")));
            assertEquals(1, suback(kiosk, Packets.subscribe5(3, "kiosks/" + KIOSK + "/commands/+")));
            assertEquals(0x87, suback(kiosk, Packets.subscribe5(3, "kiosks/" + KIOSK + "/commands/identify")));
            assertEquals(0x87, suback(kiosk, Packets.subscribe5(4, "kiosks/mn-05-000002/commands/#")));
            assertEquals(0x87, suback(kiosk, Packets.subscribe5(5, "kiosks/+/commands/#")));
            assertEquals(0x87, suback(kiosk, Packets.subscribe5(6, "#")));
            assertEquals(0x9E, suback(kiosk, Packets.subscribe5(7, "$share/all/kiosks/" + KIOSK + "/commands/#")));
        }
    }

    @Test
    void mqtt3KnowsOneRefusalOnly() throws IOException {
        try (RawMqtt kiosk = RawMqtt.v3(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, wifi(1)).puback(1);
            assertEquals(1, suback(kiosk, Packets.subscribe3(2, "kiosks/" + KIOSK + "/commands/#")));
            assertEquals(0x80, suback(kiosk, Packets.subscribe3(3, "kiosks/mn-05-000002/commands/#")));
            assertEquals(0x80, suback(kiosk, Packets.subscribe3(4, "$share/all/x")));
        }
    }

    @Test
    void unsubscribingIsAnsweredForEveryFilter() throws IOException {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.send(new Packets().number(9).raw(0).text("a").text("b").packet(0xA2));
            RawMqtt.Packet unsuback = kiosk.expect(0xB0);
            assertEquals(9, unsuback.number(0));
            assertEquals(5, unsuback.body().length, "packet id, no properties, a reason for each filter");
        }
    }

    private static int suback(RawMqtt client, byte[] subscribe) throws IOException {
        byte[] body = client.send(subscribe).expect(0x90).body();
        return body[body.length - 1] & 0xFF;
    }
}
