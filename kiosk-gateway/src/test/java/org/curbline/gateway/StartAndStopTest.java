package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.curbline.program.http.HttpFace;
import org.junit.jupiter.api.Test;

class StartAndStopTest {
    @Test
    void stoppingStoresAndAnswersWhatWasTaken() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK);
                RawMqtt old = RawMqtt.v3(fixture.port, "old")) {
            CompletableFuture<Void> held = fixture.store.holdNextWrite();
            kiosk.publish(1, TOPIC, wifi(1)).publish(2, TOPIC, wifi(2));
            fixture.store.awaitStarted(1);
            old.publish(7, Events.topic("mn-05-000002"), wifi(7));
            old.send(RawMqtt.PINGREQ).expect(0xD0); // taken
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(fixture.gateway()::stop);
            assertThrows(TimeoutException.class, () -> stopped.get(300, TimeUnit.MILLISECONDS));
            held.complete(null);
            assertEquals(0, kiosk.puback(1));
            assertEquals(0, kiosk.puback(2));
            assertEquals(0x8B, kiosk.disconnected());
            assertEquals(0, old.puback(7));
            old.ended();
            stopped.get(60, TimeUnit.SECONDS);
            assertEquals(3, fixture.store.size());
            fixture.gateway().stop(); // once more does no harm
        }
    }

    @Test
    void nobodyIsTakenInWhileItStops() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            CompletableFuture<Void> held = fixture.store.holdNextWrite();
            kiosk.publish(1, TOPIC, wifi(1));
            fixture.store.awaitStarted(1);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(fixture.gateway()::stop);
            assertThrows(TimeoutException.class, () -> stopped.get(300, TimeUnit.MILLISECONDS));
            int answer = answerToLate(fixture);
            for (long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1); answer == 0; ) {
                assertTrue(System.nanoTime() < until, "They are taken in");
                answer = answerToLate(fixture); // it had not begun to stop
            }
            assertEquals(0x89, answer); // server busy
            assertEquals(0x89, answerToLate(fixture));
            assertFalse(stopped.isDone());
            held.complete(null);
            kiosk.puback(1);
            stopped.get(60, TimeUnit.SECONDS);
        }
    }

    private static int answerToLate(GatewayFixture fixture) throws IOException {
        try (RawMqtt late = RawMqtt.open(fixture.port, true).send(Packets.connect5("late"))) {
            return late.expect(0x20).at(1);
        }
    }

    @Test
    void noMoreConnectionsAreTakenThanThereMayBe() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.max-connections", "2");
                RawMqtt one = RawMqtt.v5(fixture.port, KIOSK)) {
            RawMqtt two = RawMqtt.v5(fixture.port, "mn-05-000002");
            try (RawMqtt late = RawMqtt.open(fixture.port, true).send(Packets.connect5("late"))) {
                assertEquals(0x89, late.expect(0x20).at(1)); // server busy
                late.ended();
            }
            try (RawMqtt late = RawMqtt.open(fixture.port, false).send(Packets.connect3("late"))) {
                assertEquals(3, late.expect(0x20).at(1)); // server unavailable
                late.ended();
            }
            two.send(RawMqtt.DISCONNECT).ended();
            two.close();
            try (RawMqtt three = RawMqtt.v5(fixture.port, "mn-05-000003")) {
                three.publish(1, Events.topic("mn-05-000003"), wifi(1)).puback(1);
            }
            one.publish(1, TOPIC, wifi(1)).puback(1);
        }
    }

    @Test
    void noMoreKiosksAreKnownThanThereMayBe() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("pipeline.max-kiosks", "1");
                RawMqtt first = RawMqtt.v5(fixture.port, KIOSK);
                RawMqtt second = RawMqtt.v5(fixture.port, "mn-05-000002")) {
            first.publish(1, TOPIC, wifi(1)).puback(1);
            second.publish(1, Events.topic("mn-05-000002"), wifi(1));
            assertEquals(0x87, second.puback(1));
            assertTrue(fixture.quarantined().get(0).detail().contains("as many kiosks as it may"));
            first.publish(2, TOPIC, wifi(2));
            assertEquals(0, first.puback(2));
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentenceAndNothingIsLeftRunning() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fixture.gateway().stop();
            fixture.told("mqtt.port", Integer.toString(taken.getLocalPort()));
            String said = String.valueOf(
                    assertThrows(GatewayStartException.class, fixture::restart).getMessage());
            assertTrue(said.contains("taken (" + taken.getLocalPort() + ")"), said);
            fixture.told("mqtt.port", Integer.toString(fixture.port));
            fixture.restart();
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                kiosk.publish(1, TOPIC, wifi(1)).puback(1);
            }
        }
    }

    @Test
    void aLockedQuarantineIsSaidInOneSentence() {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            String said = String.valueOf(assertThrows(GatewayStartException.class, fixture::startAnother)
                    .getMessage());
            assertTrue(said.contains("quarantine.mv"), said);
            assertTrue(said.contains("Is another gateway running on it"), said);
        }
    }

    @Test
    void severalEventLoopsShareThePortAndTheBooks() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.event-loops", "3")) {
            for (int i = 1; i <= 9; i++) {
                try (RawMqtt kiosk = RawMqtt.v5(fixture.port, "mn-05-00000" + i)) {
                    kiosk.publish(1, Events.topic("mn-05-00000" + i), wifi(1)).puback(1);
                }
            }
            assertEquals(9, fixture.books().stored());
            HttpFace face = fixture.http();
            face.close().await();
        }
    }
}
