package org.curbline.gateway;

import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemoryBoundTest {
    private static final int CONNECTIONS = 20;
    private static final int MESSAGES = 150;
    private static final int BOUND = 50_000;
    /** What a message counts for beside its payload. */
    private static final int OVERHEAD = 256;

    @Test
    void whatWaitsIsBoundedWhileTheStoreIsAwayAndAllIsStoredOnceItIsBack() throws Exception {
        int each = wifi(100).length() + OVERHEAD;
        try (GatewayFixture fixture = GatewayFixture.start(
                "pipeline.max-waiting-bytes", Integer.toString(BOUND), "mqtt.receive-maximum", "1000")) {
            fixture.store.goAway("on purpose");
            List<RawMqtt> kiosks = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                kiosks.add(RawMqtt.v5(fixture.port, kiosk(i)));
            }
            List<CompletableFuture<Void>> sending = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int kiosk = i;
                sending.add(CompletableFuture.runAsync(() -> send(kiosks.get(kiosk), kiosk(kiosk))));
            }
            for (CompletableFuture<Void> sent : sending) {
                sent.get(60, TimeUnit.SECONDS); // into the sockets' own buffers
            }
            int most = BOUND / (wifi(1).length() + OVERHEAD) + CONNECTIONS;
            int least = BOUND / each;
            awaitReading(fixture, least);
            assertTrue(kiosks.get(0).isSilentFor(Duration.ofMillis(200)));
            long waiting = fixture.books().waiting();
            assertTrue(waiting <= most, waiting + " wait, though " + most + " are the most");
            assertTrue(kiosks.get(0).isSilentFor(Duration.ofMillis(200)));
            assertEquals(waiting, fixture.books().waiting(), "no more is read");
            fixture.store.comeBack();
            for (RawMqtt kiosk : kiosks) {
                for (int i = 1; i <= MESSAGES; i++) {
                    kiosk.puback(i);
                }
                kiosk.close();
            }
            assertEquals(CONNECTIONS * MESSAGES, fixture.store.size());
        }
    }

    @Test
    void whoComesWhileThereIsNoRoomIsNotReadEither() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("pipeline.max-waiting-bytes", "300");
                RawMqtt first = RawMqtt.v5(fixture.port, kiosk(0))) {
            fixture.store.goAway("on purpose");
            first.publish(1, Events.topic(kiosk(0)), wifi(1)); // more than may wait
            awaitReading(fixture, 1);
            try (RawMqtt late = RawMqtt.v5(fixture.port, kiosk(1))) {
                late.publish(1, Events.topic(kiosk(1)), wifi(1));
                assertTrue(late.isSilentFor(Duration.ofMillis(300)));
                assertEquals(1, fixture.books().received());
                fixture.store.comeBack();
                assertEquals(0, first.puback(1));
                assertEquals(0, late.puback(1));
            }
        }
    }

    /** Waits until so many messages have been read: they may still lie in the sockets' buffers. */
    private static void awaitReading(GatewayFixture fixture, int messages) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        long waiting = fixture.books().waiting();
        while (waiting < messages) {
            assertTrue(System.nanoTime() < until, waiting + " wait, though there is room for " + messages);
            TimeUnit.MILLISECONDS.sleep(20);
            waiting = fixture.books().waiting();
        }
    }

    private static String kiosk(int i) {
        return "bx-01-" + (1_000 + i);
    }

    private static void send(RawMqtt client, String kiosk) {
        try {
            for (int i = 1; i <= MESSAGES; i++) {
                client.publish(i, Events.topic(kiosk), wifi(i));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
