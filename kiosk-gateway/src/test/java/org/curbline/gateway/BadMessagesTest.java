package org.curbline.gateway;

import static org.curbline.gateway.Events.BAD;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.curbline.gateway.quarantine.QuarantinedMessage;
import org.junit.jupiter.api.Test;

class BadMessagesTest {
    @Test
    void aBadEventIsRefusedWithItsReasonAndKeptAcrossARestart() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                kiosk.publish(5, TOPIC, BAD);
                RawMqtt.Packet answer = kiosk.expect(0x40);
                assertEquals(5, answer.number(0));
                assertEquals(0x99, answer.at(2));
                assertTrue(answer.text().contains("WRONG_TYPE: durationSeconds must be a whole number"), answer.text());
            }
            fixture.restart();
            QuarantinedMessage kept = fixture.quarantined().get(0);
            assertEquals(KIOSK, kept.kiosk());
            assertEquals(TOPIC, kept.topic());
            assertEquals("WRONG_TYPE", kept.reason());
            assertEquals(GatewayFixture.NOW, kept.at());
            assertTrue(kept.payload().contains("\"seq\":7"), kept.payload());
        }
    }

    @Test
    void aClientThatWantsNoReasonStringsGetsTheCodeAlone() throws Exception {
        // MQTT 5, clean start, keep-alive 60, Request Problem Information 0, client id "a"
        byte[] connect = RawMqtt.bytes("10 10 00 04 4D 51 54 54 05 02 00 3C 02 17 00 00 01 61");
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(connect)) {
            kiosk.expect(0x20);
            kiosk.publish(1, TOPIC, BAD);
            RawMqtt.Packet answer = kiosk.expect(0x40);
            assertEquals(0x99, answer.at(2));
            assertTrue(answer.body().length <= 4, answer.toString());
        }
    }

    @Test
    void aSentenceThatAClientHasNoRoomForIsLeftOut() throws Exception {
        // MQTT 5, clean start, keep-alive 60, Maximum Packet Size 60 or 200, client id "a"
        for (int most : new int[] {60, 200}) {
            byte[] connect =
                    RawMqtt.bytes("10 13 00 04 4D 51 54 54 05 02 00 3C 05 27 00 00 00 %02X 00 01 61".formatted(most));
            try (GatewayFixture fixture = GatewayFixture.start();
                    RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(connect)) {
                RawMqtt.Packet connack = kiosk.expect(0x20);
                assertEquals(most > 100, connack.text().contains("time"), connack.text());
                assertTrue(connack.body().length + 2 <= most, connack.toString());
                kiosk.publish(1, TOPIC, BAD);
                RawMqtt.Packet answer = kiosk.expect(0x40);
                assertEquals(0x99, answer.at(2));
                assertEquals(most > 100, answer.text().contains("WRONG_TYPE"), answer.text());
                assertTrue(answer.body().length + 2 <= most, answer.toString());
            }
        }
    }

    @Test
    void mqtt3HasNoReasonsSoABadEventGetsAPlainAcknowledgement() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v3(fixture.port, KIOSK)) {
            kiosk.publish(5, TOPIC, BAD);
            assertEquals("40 00 05", kiosk.expect(0x40).toString());
            assertEquals("WRONG_TYPE", fixture.quarantined().get(0).reason());
        }
    }

    @Test
    void theGoodEventsOfABatchAreStoredAndOnlyTheBadOneIsQuarantined() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, "[" + wifi(6) + "," + BAD + "," + wifi(8) + "]");
            assertEquals(0x99, kiosk.puback(1));
            assertEquals(2, fixture.store.size());
            List<QuarantinedMessage> kept = fixture.quarantined();
            assertEquals(1, kept.size());
            assertTrue(kept.get(0).payload().contains("\"seq\":7"), kept.get(0).payload());
            assertEquals(1, fixture.books().quarantinedByReason().get("WRONG_TYPE"));
            assertTrue(fixture.books().addUp());
        }
    }

    @Test
    void aPointThatTheStoreWillNeverTakeIsQuarantinedAndTheRestStored() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            fixture.store.refuse(line -> line.contains("seq=2i"));
            kiosk.publish(1, TOPIC, "[" + wifi(1) + "," + wifi(2) + "," + wifi(3) + "]");
            assertEquals(0x99, kiosk.puback(1));
            assertEquals(2, fixture.store.size());
            QuarantinedMessage kept = fixture.quarantined().get(0);
            assertEquals("STORE_REFUSED", kept.reason());
            assertEquals("field type conflict", kept.detail());
            assertEquals(2, fixture.books().stored());
            assertEquals(1, fixture.books().quarantined());
            assertTrue(fixture.books().addUp());
            assertEquals(0, fixture.books().waiting());
        }
    }

    @Test
    void aTopicNobodyPublishesToIsRefusedByItsReason() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, "kiosks/" + KIOSK + "/usage/toaster", wifi(1));
            assertEquals(0x99, kiosk.puback(1));
            assertEquals("UNKNOWN_TOPIC", fixture.quarantined().get(0).reason());
        }
    }

    @Test
    void aKioskCannotPublishAsAnother() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, "any")) {
            kiosk.publish(1, TOPIC, wifi(1)); // becomes its first kiosk
            assertEquals(0, kiosk.puback(1));
            kiosk.publish(2, Events.topic("mn-05-000002"), wifi(2));
            assertEquals(0x87, kiosk.puback(2));
            kiosk.publish(3, TOPIC, wifi(3));
            assertEquals(0, kiosk.puback(3));
            assertEquals("NOT_AUTHORIZED", fixture.quarantined().get(0).reason());
            assertEquals(KIOSK, fixture.quarantined().get(0).kiosk());
            assertEquals(2, fixture.store.size());
        }
    }

    @Test
    void aKioskNobodyRegisteredIsRefusedWhereThatIsTheRule() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.accept-unknown", "false");
                RawMqtt kiosk = RawMqtt.v5(fixture.port, "any")) {
            kiosk.publish(1, TOPIC, wifi(1));
            assertEquals(0x87, kiosk.puback(1));
            assertEquals(
                    "This kiosk is not in the registry (import it, or set mqtt.accept-unknown)",
                    fixture.quarantined().get(0).detail());
            fixture.registry.discover(KIOSK);
            kiosk.publish(2, TOPIC, wifi(1));
            assertEquals(0, kiosk.puback(2));
        }
    }

    @Test
    void aClockYearsOffIsQuarantinedByItsReason() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, wifi(1, "2023-11-23T16:04:05.000Z"));
            assertEquals(0x99, kiosk.puback(1));
            kiosk.publish(2, TOPIC, wifi(2, "2029-11-23T16:04:05.000Z"));
            assertEquals(0x99, kiosk.puback(2));
            assertEquals(1, fixture.books().quarantinedByReason().get("TOO_OLD"));
            assertEquals(1, fixture.books().quarantinedByReason().get("IN_THE_FUTURE"));
            assertEquals(0, fixture.store.size());
        }
    }
}
