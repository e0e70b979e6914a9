package org.curbline.gateway.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.WifiSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class StoredEventsInboxTest {
    private static final int BATCH = 1_000;

    private final Vertx vertx = Vertx.vertx();
    private final Semaphore mayGoOn = new Semaphore(0);
    private final AtomicInteger consumed = new AtomicInteger();
    private final CompletableFuture<StoredEventsInbox> opened = new CompletableFuture<>();

    @BeforeEach
    void register() {
        LocalEvents.prepare(vertx);
        vertx.exceptionHandler(onPurpose -> {});
    }

    @AfterEach
    void close() {
        mayGoOn.release(1_000_000);
        vertx.close().await();
    }

    @ParameterizedTest
    @EnumSource(names = {"WORKER", "EVENT_LOOP"})
    void whatWaitsForABlockedConsumerIsBoundedAndTheRestIsCounted(ThreadingModel model) throws Exception {
        StoredEventsInbox inbox = open(model, false);
        int batches = 10 * StoredEventsInbox.MOST_WAITING / BATCH;
        for (int i = 0; i < batches; i++) {
            publish(BATCH);
        }
        await(() -> inbox.waiting() + inbox.missed() == (long) batches * BATCH);
        assertEquals(StoredEventsInbox.MOST_WAITING, inbox.waiting());

        mayGoOn.release(1_000_000);
        await(() -> inbox.waiting() == 0);
        assertEquals(StoredEventsInbox.MOST_WAITING, consumed.get());
        publish(1);
        await(() -> consumed.get() == StoredEventsInbox.MOST_WAITING + 1);
    }

    @Test
    void aConsumerThatThrowsGoesOn() throws Exception {
        mayGoOn.release(1_000_000);
        StoredEventsInbox inbox = open(ThreadingModel.EVENT_LOOP, true);
        for (int i = 1; i <= 100; i++) {
            int published = i * BATCH;
            publish(BATCH);
            await(() -> consumed.get() == published);
        }
        assertEquals(0, inbox.missed());
    }

    @Test
    void oneBatchMayAlwaysWaitHoweverLargeItIs() throws Exception {
        mayGoOn.release(1_000_000);
        StoredEventsInbox inbox = open(ThreadingModel.EVENT_LOOP, false);
        publish(StoredEventsInbox.MOST_WAITING + 1);
        await(() -> consumed.get() > 0);
        assertEquals(0, inbox.missed());
    }

    private StoredEventsInbox open(ThreadingModel model, boolean throwing) throws Exception {
        vertx.deployVerticle(new Slow(throwing), new DeploymentOptions().setThreadingModel(model))
                .await();
        return opened.get(60, TimeUnit.SECONDS);
    }

    private void publish(int events) {
        StoredEvents batch = new StoredEvents(events);
        for (int i = 0; i < events; i++) {
            batch.add(
                    new KioskId("mn-05-000001"),
                    new WifiSession(
                            new EventId(i, 1_795_449_845_123L, EventId.FIRST_RUN), 1, 2, 3, WifiSession.Network.OPEN));
        }
        LocalEvents.publish(vertx, StoredEvents.ADDRESS, batch);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
            assertTrue(!Thread.interrupted(), "Waited in vain, until the test's time was over");
        }
    }

    private final class Slow extends AbstractVerticle {
        private final boolean throwing;

        Slow(boolean throwing) {
            this.throwing = throwing;
        }

        @Override
        public void start(Promise<Void> started) {
            Future<StoredEventsInbox> inbox = StoredEventsInbox.open(vertx, this::consume);
            inbox.onSuccess(opened::complete);
            inbox.<Void>mapEmpty().onComplete(started);
        }

        private void consume(StoredEvents events) {
            mayGoOn.acquireUninterruptibly();
            consumed.addAndGet(events.size());
            if (throwing) {
                throw new IllegalStateException("a consumer with a fault");
            }
        }
    }
}
