package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.curbline.gateway.Packets.connect3;
import static org.curbline.gateway.Packets.connect5;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessIT {
    private final GatewayFixture fixture =
            GatewayFixture.start("mqtt.access", "REGISTRY", "mqtt.accept-unknown", "false");

    @BeforeEach
    void register() {
        fixture.registry.discover(KIOSK);
        fixture.registry.setPassword(KIOSK, "secret of one");
        fixture.registry.discover("mn-05-000002");
        fixture.registry.setPassword("mn-05-000002", "secret of two");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void theRightPasswordLetsIn() throws IOException {
        assertEquals(0, answer(true, connect5("a", KIOSK, "secret of one")));
        assertEquals(0, answer(false, connect3("b", KIOSK, "secret of one")));
        assertEquals(0, answer(false, connect3("c", "MN-05-000001", "secret of one")));
    }

    @Test
    void aWrongPasswordDoesNot() throws IOException {
        assertEquals(0x86, answer(true, connect5("a", KIOSK, "secret of two")));
        assertEquals(4, answer(false, connect3("a", KIOSK, "secret of two")));
        assertEquals(0x86, answer(true, connect5("a", "no kiosk at all", "secret of one")));
        assertEquals(0x86, answer(true, connect5("a", "mn-05-000003", "secret of one")));
        assertEquals(4, fixture.refused("BAD_USERNAME_OR_PASSWORD"));
    }

    @Test
    void whosePasswordIsTakenAwayOrAnotherIsSentAwayAndNobodyElseIs() throws IOException {
        try (RawMqtt one = RawMqtt.open(fixture.port, true).send(connect5("a", KIOSK, "secret of one"));
                RawMqtt old = RawMqtt.open(fixture.port, false).send(connect3("b", KIOSK, "secret of one"));
                RawMqtt two = RawMqtt.open(fixture.port, true).send(connect5("c", "mn-05-000002", "secret of two"))) {
            assertEquals(0, one.expect(0x20).at(1));
            assertEquals(0, old.expect(0x20).at(1));
            assertEquals(0, two.expect(0x20).at(1));
            one.publish(1, TOPIC, wifi(1));
            assertEquals(0, one.puback(1));

            fixture.registry.removePassword(KIOSK);
            assertEquals(0x87, one.disconnected());
            old.ended();
            assertEquals(0x86, answer(true, connect5("a", KIOSK, "secret of one")));
            two.publish(1, Events.topic("mn-05-000002"), wifi(1));
            assertEquals(0, two.puback(1));

            fixture.registry.setPassword("mn-05-000002", "another");
            assertEquals(0x87, two.disconnected());
            assertEquals(0, answer(true, connect5("c", "mn-05-000002", "another")));
        }
    }

    @Test
    void nobodyComesInWithoutAName() throws IOException {
        assertEquals(0x87, answer(true, connect5("a")));
        assertEquals(5, answer(false, connect3("a")));
        assertEquals(2, fixture.refused("NOT_AUTHORIZED"));
    }

    @Test
    void aKioskPublishesUnderItsOwnIdOnly() throws IOException {
        try (RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(connect5("a", "mn-05-000002", "secret of two"))) {
            kiosk.expect(0x20);
            kiosk.publish(1, TOPIC, wifi(1));
            assertEquals(0x87, kiosk.puback(1));
            assertEquals("mn-05-000002", fixture.quarantined().get(0).kiosk());
            kiosk.publish(2, Events.topic("mn-05-000002"), wifi(1));
            assertEquals(0, kiosk.puback(2));
        }
    }

    @Test
    void aClientIdIsNoKeyToTheConnectionOfAnotherKiosk() throws IOException {
        try (RawMqtt first = RawMqtt.open(fixture.port, true).send(connect5("same", KIOSK, "secret of one"))) {
            first.expect(0x20);
            assertEquals(0x85, answer(true, connect5("same", "mn-05-000002", "secret of two")));
            assertEquals(1, fixture.refused("CLIENT_IDENTIFIER_NOT_VALID"));
            first.publish(1, TOPIC, wifi(1));
            assertEquals(0, first.puback(1));
        }
    }

    @Test
    void whatIsSentBeforeAdmissionIsTakenAfterIt() throws IOException {
        byte[] publish = RawMqtt.publish(true, 1, 9, TOPIC, wifi(1));
        try (RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(connect5("a", KIOSK, "secret of one"), publish)) {
            assertEquals(0, kiosk.expect(0x20).at(1));
            assertEquals(0, kiosk.puback(9));
        }
    }

    private int answer(boolean mqtt5, byte[] connect) throws IOException {
        try (RawMqtt client = RawMqtt.open(fixture.port, mqtt5).send(connect)) {
            int code = client.expect(0x20).at(1);
            if (code != 0) {
                client.ended();
            }
            return code;
        }
    }
}
