package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.events.ConnectionChanged;
import org.junit.jupiter.api.Test;

/** A client comes again with its id while its older connection lives on another event loop. */
class TakeoverTest {
    private static final String[] TWO_LOOPS = {
        "mqtt.event-loops", "2", "pipeline.batch-events", "2", "pipeline.concurrent-writes", "1"
    };

    @Test
    void whatTheOldConnectionHadOnItsWayIsStoredOnceAndAnsweredOnlyWhenRepeated() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start(TWO_LOOPS)) {
            CompletableFuture<Void> held = fixture.store.holdNextWrite();
            RawMqtt before = RawMqtt.v5(fixture.port, KIOSK);
            before.publish(1, TOPIC, wifi(1)).publish(2, TOPIC, wifi(2));
            fixture.store.awaitStarted(1);
            try (RawMqtt after = RawMqtt.v5(fixture.port, KIOSK)) {
                assertEquals(0x8E, before.disconnected());
                held.complete(null);
                fixture.store.awaitSize(2);
                assertTrue(after.isSilentFor(Duration.ofMillis(300)), "it has sent nothing that could be answered");
                after.publish(7, TOPIC, wifi(1)).publish(8, TOPIC, wifi(2)).publish(9, TOPIC, wifi(3));
                assertEquals(0, after.puback(7));
                assertEquals(0, after.puback(8));
                assertEquals(0, after.puback(9));
            }
            assertEquals(3, fixture.store.size());
            assertEquals(3, fixture.books().stored());
            assertEquals(2, fixture.books().duplicate());
            before.close();
        }
    }

    @Test
    void theNewConnectionIsNotHeldUpByTheEventLoopOfTheOld() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start(TWO_LOOPS)) {
            CompletableFuture<Void> held = fixture.store.holdNextWrite();
            RawMqtt before = RawMqtt.v5(fixture.port, KIOSK);
            before.publish(1, TOPIC, wifi(1)).publish(2, TOPIC, wifi(2));
            fixture.store.awaitStarted(1);
            try (RawMqtt after = RawMqtt.v5(fixture.port, KIOSK)) {
                assertEquals(0x8E, before.disconnected());
                // One write at a time on each event loop: this one can only be answered by another.
                after.publish(1, TOPIC, wifi(1));
                assertEquals(0, after.puback(1));
                held.complete(null);
                after.publish(2, TOPIC, wifi(2));
                assertEquals(0, after.puback(2));
            }
            fixture.store.awaitSize(2);
            assertEquals(2, fixture.store.size());
            before.close();
        }
    }

    @Test
    void whoeverComesLastStaysHoweverOftenTheyComeAtOnce() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.event-loops", "3")) {
            RawMqtt last = RawMqtt.v5(fixture.port, KIOSK);
            for (int i = 0; i < 50; i++) {
                RawMqtt next = RawMqtt.v5(fixture.port, KIOSK);
                assertEquals(0x8E, last.disconnected());
                last.close();
                last = next;
            }
            last.publish(1, TOPIC, wifi(1));
            assertEquals(0, last.puback(1));
            awaitConnections(fixture, 1);
            last.close();
            awaitConnections(fixture, 0);
        }
    }

    /** The event loop of the old connection is held up when it says that the last one has gone. */
    @Test
    void whatIsSaidOfConnectionsIsInTheOrderOfWhatHappened() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start("mqtt.event-loops", "2")) {
            BlockingQueue<Boolean> said = new LinkedBlockingQueue<>();
            CountDownLatch hasGone = new CountDownLatch(1);
            CountDownLatch cameAgain = new CountDownLatch(2);
            fixture.vertx.eventBus().addOutboundInterceptor(delivery -> {
                if (delivery.body() instanceof ConnectionChanged change) {
                    if (change.open()) {
                        cameAgain.countDown();
                    } else {
                        hasGone.countDown();
                        waitAWhile(cameAgain);
                    }
                    said.add(change.open());
                }
                delivery.next();
            });
            RawMqtt before = RawMqtt.v5(fixture.port, KIOSK).publish(1, TOPIC, wifi(1));
            assertEquals(true, said.poll(60, TimeUnit.SECONDS));
            before.close();
            assertTrue(hasGone.await(60, TimeUnit.SECONDS));
            try (RawMqtt after = RawMqtt.v5(fixture.port, KIOSK)) {
                after.publish(2, TOPIC, wifi(2));
                assertEquals(false, said.poll(60, TimeUnit.SECONDS));
                assertEquals(true, said.poll(60, TimeUnit.SECONDS));
                assertEquals(0, after.puback(2));
            }
            assertEquals(false, said.poll(60, TimeUnit.SECONDS));
        }
    }

    private static void waitAWhile(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitConnections(GatewayFixture fixture, int connections) throws IOException {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (fixture.gateway().connections() != connections) {
            assertTrue(System.nanoTime() < until, fixture.gateway().connections() + " connections");
            Thread.onSpinWait();
        }
    }
}
