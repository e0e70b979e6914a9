package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.curbline.gateway.pipeline.KnownKiosk;
import org.curbline.protocol.KioskId;
import org.junit.jupiter.api.Test;

class WillTest {
    private static final String DOWN = "{\"seq\":1,\"at\":\"2026-11-23T16:04:05.123Z\",\"service\":\"wifi\","
            + "\"state\":\"down\",\"reason\":\"offline\"}";

    @Test
    void aKioskThatVanishesLeavesItsWill() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            connectWithWill(fixture).cut();
            fixture.store.awaitSize(1);
            assertTrue(fixture.store.lines().get(0).startsWith("status,kiosk=" + KIOSK + ",service=wifi "));
            KnownKiosk kiosk = fixture.gateway().kiosks().find(KioskId.of(KIOSK));
            assertFalse(kiosk == null || kiosk.isConnected());
        }
    }

    @Test
    void aKioskThatSaysGoodbyeLeavesNone() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            RawMqtt kiosk = connectWithWill(fixture).send(RawMqtt.DISCONNECT);
            kiosk.ended();
            assertEquals(0, fixture.books().received());
            kiosk.close();
        }
    }

    @Test
    void aGatewayThatStopsLeavesNoWills() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = connectWithWill(fixture)) {
            fixture.gateway().stop();
            kiosk.ended();
            assertEquals(0, fixture.store.size());
        }
    }

    private static RawMqtt connectWithWill(GatewayFixture fixture) throws IOException {
        RawMqtt kiosk = RawMqtt.open(fixture.port, false)
                .send(Packets.connect3WithWill("w", "kiosks/" + KIOSK + "/status", DOWN));
        kiosk.expect(0x20);
        return kiosk;
    }
}
