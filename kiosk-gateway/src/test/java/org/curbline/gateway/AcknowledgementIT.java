package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AcknowledgementIT {
    private static final Duration A_WHILE = Duration.ofMillis(300);

    @Test
    void acknowledgementsLeaveInOrderWhileBatchesFinishOutOfOrder() throws Exception {
        try (GatewayFixture fixture =
                        GatewayFixture.start("pipeline.batch-events", "1", "pipeline.concurrent-writes", "2");
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            CompletableFuture<Void> first = fixture.store.holdNextWrite();
            CompletableFuture<Void> second = fixture.store.holdNextWrite();
            kiosk.publish(11, TOPIC, wifi(1));
            fixture.store.awaitStarted(1);
            kiosk.publish(12, TOPIC, wifi(2));
            fixture.store.awaitStarted(2);
            second.complete(null);
            fixture.store.awaitFinished(1);
            assertTrue(kiosk.isSilentFor(A_WHILE), "the second is stored, but the first goes first");
            first.complete(null);
            assertEquals(0, kiosk.puback(11));
            assertEquals(0, kiosk.puback(12));
        }
    }

    @Test
    void aConnectionIsNotHeldUpByTheWaitingOfAnother() throws Exception {
        try (GatewayFixture fixture =
                        GatewayFixture.start("pipeline.batch-events", "1", "pipeline.concurrent-writes", "2");
                RawMqtt slow = RawMqtt.v5(fixture.port, KIOSK);
                RawMqtt quick = RawMqtt.v5(fixture.port, "mn-05-000002")) {
            CompletableFuture<Void> held = fixture.store.holdNextWrite();
            slow.publish(1, TOPIC, wifi(1));
            fixture.store.awaitStarted(1);
            quick.publish(1, Events.topic("mn-05-000002"), wifi(1));
            quick.puback(1);
            held.complete(null);
            slow.puback(1);
        }
    }

    @Test
    void nothingIsAcknowledgedWhileTheStoreIsAwayAndAllOnceItIsBack() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            awaitReady(fixture, true);
            fixture.store.goAway("no space left on device");
            kiosk.publish(1, TOPIC, wifi(1)).publish(2, TOPIC, wifi(2)).publish(3, TOPIC, wifi(3));
            assertTrue(kiosk.isSilentFor(A_WHILE));
            assertTrue(fixture.gateway().notReadyBecause().orElse("").contains("no space left on device"));
            assertEquals(3, fixture.books().waiting());
            fixture.store.comeBack();
            kiosk.puback(1);
            kiosk.puback(2);
            kiosk.puback(3);
            assertEquals(3, fixture.store.size());
            assertEquals(Optional.empty(), fixture.gateway().notReadyBecause());
        }
    }

    @Test
    void aStoreThatGoesAwayWhileNobodyPublishesIsNoticed() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            awaitReady(fixture, true);
            fixture.store.goAwayUnnoticed("nobody listens");
            awaitReady(fixture, false);
            assertTrue(fixture.gateway().notReadyBecause().orElse("").contains("nobody listens"));
            fixture.store.comeBack();
            awaitReady(fixture, true);
        }
    }

    @Test
    void aGatewayThatStartsWithoutItsStoreIsNotReady() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            fixture.gateway().stop();
            fixture.store.goAwayUnnoticed("nobody listens");
            fixture.restart();
            awaitReason(fixture, reason -> reason.contains("nobody listens"));
        }
    }

    private static void awaitReady(GatewayFixture fixture, boolean ready) {
        awaitReason(fixture, reason -> reason.isEmpty() == ready);
    }

    /** @param reason why it is not ready; empty if it is */
    private static void awaitReason(GatewayFixture fixture, Predicate<String> reason) {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!reason.test(fixture.gateway().notReadyBecause().orElse(""))) {
            assertTrue(System.nanoTime() < until, fixture.gateway().notReadyBecause()::toString);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void aStoreThatFailsInAnUnknownWayIsAskedAgain() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            fixture.store.holdNextWrite().completeExceptionally(new IllegalArgumentException("on purpose"));
            kiosk.publish(1, TOPIC, wifi(1));
            kiosk.puback(1);
            assertEquals(1, fixture.store.size());
        }
    }

    @Test
    void everyMessageOfAStreamIsAcknowledgedInOrder() throws IOException, InterruptedException {
        try (GatewayFixture fixture =
                        GatewayFixture.start("pipeline.batch-events", "7", "pipeline.concurrent-writes", "4");
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            int window = 60;
            for (int i = 1; i <= 2_000; i++) {
                kiosk.publish(i, TOPIC, wifi(i));
                if (i > window) {
                    kiosk.puback(i - window);
                }
            }
            for (int i = 2_000 - window + 1; i <= 2_000; i++) {
                kiosk.puback(i);
            }
            assertEquals(2_000, fixture.store.size());
        }
    }

    @Test
    void qosZeroIsStoredAndCountedWithoutAnAnswer() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.send(kiosk.packet(0, 0, TOPIC, wifi(1)), RawMqtt.PINGREQ);
            kiosk.expect(0xD0);
            fixture.store.awaitSize(1);
            kiosk.publish(1, TOPIC, wifi(2));
            kiosk.puback(1);
            assertEquals(2, fixture.books().stored());
        }
    }

    @Test
    void qosTwoOfMqtt3IsReceivedOnceStoredAndThenCompleted() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v3(fixture.port, KIOSK)) {
            CompletableFuture<Void> held = fixture.store.holdNextWrite();
            kiosk.send(kiosk.packet(2, 0x1234, TOPIC, wifi(1)));
            assertTrue(kiosk.isSilentFor(A_WHILE));
            held.complete(null);
            assertEquals(0x1234, kiosk.expect(0x50).number(0)); // PUBREC
            assertEquals(1, fixture.store.size());
            kiosk.send(RawMqtt.bytes("62 02 12 34")); // PUBREL
            assertEquals(0x1234, kiosk.expect(0x70).number(0)); // PUBCOMP
        }
    }
}
