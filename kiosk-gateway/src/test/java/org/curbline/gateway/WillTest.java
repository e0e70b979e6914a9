package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.pipeline.KnownKiosk;
import org.curbline.protocol.KioskId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WillTest {
    private static final String TOPIC = "kiosks/" + KIOSK + "/status";
    private static final String DOWN = "{\"seq\":1,\"at\":\"2026-11-23T16:04:05.123Z\",\"service\":\"wifi\","
            + "\"state\":\"down\",\"reason\":\"offline\"}";

    /** Retained or of QoS 2, too: in 3.1.1 the flag means nothing. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0x20, 0x10})
    void aKioskThatVanishesLeavesItsWill(int qosAndRetain) throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            connectWithWill(fixture, qosAndRetain).cut();
            fixture.store.awaitSize(1);
            assertTrue(fixture.store.lines().get(0).startsWith("status,kiosk=" + KIOSK + ",service=wifi "));
            KnownKiosk kiosk = fixture.gateway().kiosks().find(KioskId.of(KIOSK));
            assertFalse(kiosk == null || kiosk.isConnected());
        }
    }

    @Test
    void aKioskThatSaysGoodbyeLeavesNone() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            RawMqtt kiosk = connectWithWill(fixture, 0).send(RawMqtt.DISCONNECT);
            kiosk.ended();
            assertEquals(0, fixture.books().received());
            kiosk.close();
        }
    }

    @Test
    void aGatewayThatStopsLeavesNoWills() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = connectWithWill(fixture, 0)) {
            fixture.gateway().stop();
            kiosk.ended();
            assertEquals(0, fixture.store.size());
        }
    }

    @ParameterizedTest
    @CsvSource({"0x20, 0x9A, RETAIN_NOT_SUPPORTED", "0x28, 0x9A, RETAIN_NOT_SUPPORTED", "0x10, 0x9B, QOS_NOT_SUPPORTED"
    })
    void aWillOfVersion5ThatIsRetainedOrOfQos2IsRefusedAndCounted(int qosAndRetain, int code, String reason)
            throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.open(fixture.port, true)
                        .send(Packets.connect5WithWill("w", qosAndRetain, TOPIC, DOWN))) {
            assertEquals(code, kiosk.expect(0x20).at(1));
            kiosk.ended();
            assertEquals(1, fixture.refused(reason));
        }
    }

    @Test
    void aWillOfVersion5IsLeftByWhoVanishesAsksForItOrIsTakenOver() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            connect5WithWill(fixture, TOPIC, DOWN).cut();
            fixture.store.awaitSize(1);
            try (RawMqtt kiosk = connect5WithWill(fixture, TOPIC, DOWN.replace("\"seq\":1", "\"seq\":2"))) {
                kiosk.send(RawMqtt.bytes("E0 01 04")).ended();
            }
            fixture.store.awaitSize(2);
            try (RawMqtt kiosk = connect5WithWill(fixture, TOPIC, DOWN.replace("\"seq\":1", "\"seq\":3"));
                    RawMqtt another = RawMqtt.v5(fixture.port, "w")) {
                assertEquals(0x8E, kiosk.disconnected());
                fixture.store.awaitSize(3);
                another.send(RawMqtt.DISCONNECT).ended();
            }
            assertEquals(3, fixture.books().received());
        }
    }

    @Test
    void aWillInAnotherKiosksNameIsPutAside() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            RawMqtt kiosk = connect5WithWill(fixture, "kiosks/mn-05-000002/status", DOWN);
            assertEquals(0, kiosk.publish(1, Events.TOPIC, Events.wifi(1)).puback(1));
            kiosk.cut();
            long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (fixture.books().received() < 2) {
                assertTrue(System.nanoTime() < until, "the will was not taken");
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertEquals("NOT_AUTHORIZED", fixture.quarantined().get(0).reason());
            assertEquals(1, fixture.store.size());
        }
    }

    private static RawMqtt connect5WithWill(GatewayFixture fixture, String topic, String will) throws IOException {
        RawMqtt kiosk = RawMqtt.open(fixture.port, true).send(Packets.connect5WithWill("w", 0x08, topic, will));
        assertEquals(0, kiosk.expect(0x20).at(1));
        return kiosk;
    }

    private static RawMqtt connectWithWill(GatewayFixture fixture, int qosAndRetain) throws IOException {
        RawMqtt kiosk =
                RawMqtt.open(fixture.port, false).send(Packets.connect3WithWill("w", qosAndRetain, TOPIC, DOWN));
        kiosk.expect(0x20);
        return kiosk;
    }
}
