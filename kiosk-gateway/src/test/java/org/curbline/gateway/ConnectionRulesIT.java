package org.curbline.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionRulesIT {
    @Test
    void aClientThatIgnoresReceiveMaximumIsDisconnected() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.receive-maximum", "4");
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            fixture.store.goAway("on purpose");
            for (int i = 1; i <= 4; i++) {
                kiosk.publish(i, TOPIC, wifi(i));
            }
            assertTrue(kiosk.isSilentFor(Duration.ofMillis(200)));
            kiosk.publish(5, TOPIC, wifi(5));
            assertEquals(0x93, kiosk.disconnected());
            fixture.store.comeBack();
            fixture.store.awaitSize(4);
        }
    }

    @Test
    void aFloodBeyondReceiveMaximumInOnePieceIsCutOffAtTheBound() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.receive-maximum", "4");
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            fixture.store.goAway("on purpose");
            byte[][] flood = new byte[40][];
            for (int i = 0; i < flood.length; i++) {
                flood[i] = kiosk.packet(1, i + 1, TOPIC, wifi(i));
            }
            kiosk.send(flood);
            assertEquals(0x93, kiosk.disconnected());
            assertEquals(4, fixture.books().received());
        }
    }

    @Test
    void mqtt3IsThrottledByTheSocketAndLosesNothing() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.receive-maximum", "4");
                RawMqtt kiosk = RawMqtt.v3(fixture.port, KIOSK)) {
            fixture.store.goAway("on purpose");
            for (int i = 1; i <= 500; i++) {
                kiosk.publish(i, TOPIC, wifi(i));
            }
            assertTrue(kiosk.isSilentFor(Duration.ofMillis(200)));
            assertEquals(4, fixture.books().received());
            fixture.store.comeBack();
            for (int i = 1; i <= 500; i++) {
                kiosk.puback(i);
            }
            assertEquals(500, fixture.store.size());
        }
    }

    @Test
    void whatWasNotAgreedInConnackEndsTheConnectionWithItsReason() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            byte[] good = RawMqtt.publish(true, 1, 1, TOPIC, wifi(1));
            byte[] retained = good.clone();
            retained[0] |= 0x01;
            assertEquals(0x9A, reasonFor(fixture, retained));
            assertEquals(0x9B, reasonFor(fixture, RawMqtt.publish(true, 2, 1, TOPIC, wifi(1))));
            byte[] alias = new Packets()
                    .text(TOPIC)
                    .number(1)
                    .raw(3, 0x23, 0, 1) // Topic Alias 1
                    .raw(wifi(1).getBytes(UTF_8))
                    .packet(0x32);
            assertEquals(0x94, reasonFor(fixture, alias));
            assertEquals(0, fixture.books().received());
        }
    }

    @Test
    void mqtt3MayAskToRetainButNothingIsRetained() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v3(fixture.port, KIOSK)) {
            byte[] retained = kiosk.packet(1, 1, TOPIC, wifi(1));
            retained[0] |= 0x01;
            kiosk.send(retained);
            kiosk.puback(1);
        }
    }

    @Test
    void aHalfOpenConnectionIsClosedAfterOneAndAHalfTimesItsKeepAlive() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(Packets.connect5(KIOSK, 1));
                RawMqtt old = RawMqtt.open(fixture.port, false).send(Packets.connect3("old", 1))) {
            kiosk.expect(0x20);
            old.expect(0x20);
            assertEquals(0x8D, kiosk.disconnected());
            old.ended();
            assertEquals(0, fixture.gateway().connections());
        }
    }

    @Test
    void pingsKeepAConnectionOpen() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(Packets.connect5(KIOSK, 10))) {
            kiosk.expect(0x20);
            for (int i = 0; i < 18; i++) { // longer than one and a half times its keep-alive
                assertTrue(kiosk.isSilentFor(Duration.ofMillis(900)));
                kiosk.send(RawMqtt.PINGREQ).expect(0xD0);
            }
        }
    }

    @Test
    void aConnectionTheGatewayItselfHasPausedIsNotClosedForItsSilence() throws Exception {
        try (GatewayFixture fixture =
                        GatewayFixture.start("pipeline.max-waiting-bytes", "300", "mqtt.receive-maximum", "2");
                RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(Packets.connect5(KIOSK, 1));
                RawMqtt old = RawMqtt.open(fixture.port, false).send(Packets.connect3("old", 1))) {
            kiosk.expect(0x20);
            old.expect(0x20);
            fixture.store.goAway("on purpose");
            kiosk.publish(1, TOPIC, wifi(1)); // more than may wait
            assertTrue(kiosk.isSilentFor(Duration.ofSeconds(4)));
            assertEquals(2, fixture.gateway().connections());
            fixture.store.comeBack();
            kiosk.puback(1);
            old.send(RawMqtt.PINGREQ).expect(0xD0);
        }
    }

    @Test
    void theKeepAliveOfAClientThatWantsNoneIsSetByTheGateway() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.max-keep-alive", "1s");
                RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(Packets.connect5(KIOSK, 0))) {
            kiosk.expect(0x20);
            assertEquals(0x8D, kiosk.disconnected());
        }
    }

    private static int reasonFor(GatewayFixture fixture, byte[] packet) throws IOException {
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK).send(packet)) {
            return kiosk.disconnected();
        }
    }
}
