package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    @Test
    void onlyATrueRepeatIsADuplicate() throws Exception {
        List<String> events = List.of(
                wifi(100),
                wifi(100), // repeated
                wifi(99), // going back
                wifi(5_000), // jumping
                wifi(100, "2026-11-23T16:04:06.123Z"), // the same number at another time
                wifi(100).replace("{", "{\"run\":\"b2\","), // the same number and time in another run
                wifi(5_000)); // repeated
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            for (int i = 0; i < events.size(); i++) {
                kiosk.publish(i + 1, TOPIC, events.get(i));
                assertEquals(0, kiosk.puback(i + 1));
            }
            assertEquals(2, fixture.books().duplicate());
            assertEquals(5, fixture.books().stored());
            assertEquals(5, fixture.store.size());
        }
    }

    @Test
    void aRepeatOfAnotherKindIsNoRepeat() throws Exception {
        String call = "{\"seq\":1,\"at\":\"2026-11-23T16:04:05.123Z\",\"kind\":\"311\",\"durationSeconds\":60,"
                + "\"outcome\":\"completed\"}";
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, wifi(1)).publish(2, "kiosks/" + KIOSK + "/usage/call", call);
            kiosk.puback(1);
            kiosk.puback(2);
            assertEquals(2, fixture.store.size());
        }
    }

    @Test
    void whatANewConnectionRepeatsIsStoredOnce() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            CompletableFuture<Void> held = fixture.store.holdNextWrite();
            CompletableFuture<Void> heldToo = fixture.store.holdNextWrite();
            RawMqtt before = RawMqtt.v5(fixture.port, KIOSK);
            before.publish(1, TOPIC, wifi(1)).publish(2, TOPIC, wifi(2));
            fixture.store.awaitStarted(1);
            try (RawMqtt after = RawMqtt.v5(fixture.port, KIOSK)) {
                assertEquals(0x8E, before.disconnected());
                after.publish(1, TOPIC, wifi(1)).publish(2, TOPIC, wifi(2)).publish(3, TOPIC, wifi(3));
                assertTrue(after.isSilentFor(Duration.ofMillis(300)), "what is repeated is not stored yet, either");
                held.complete(null);
                heldToo.complete(null);
                after.puback(1);
                after.puback(2);
                after.puback(3);
            }
            assertEquals(3, fixture.store.size());
            assertEquals(0, fixture.books().waiting());
            before.close();
        }
    }
}
