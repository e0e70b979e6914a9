package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.pipeline.StoredEvents;
import org.junit.jupiter.api.Test;

class StoredEventsTest {
    @Test
    void whatIsStoredArrivesOnTheEventBusWithoutWhatIsRefused() throws Exception {
        BlockingQueue<StoredEvents> arrived = new LinkedBlockingQueue<>();
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            fixture.vertx
                    .eventBus()
                    .<StoredEvents>consumer(StoredEvents.ADDRESS, message -> arrived.add(message.body()));
            fixture.store.refuse(line -> line.contains("seq=2i"));
            kiosk.publish(1, TOPIC, "[" + wifi(1) + "," + wifi(2) + "," + wifi(3) + "]");
            kiosk.puback(1);
            StoredEvents events = Objects.requireNonNull(arrived.poll(60, TimeUnit.SECONDS), "nothing arrived");
            assertEquals(2, events.size());
            assertEquals(KIOSK, events.kiosk(0).value());
            assertEquals(1, events.event(0).id().seq());
            assertEquals(3, events.event(1).id().seq());
        }
    }

    @Test
    void aConsumerThatBlocksOrThrowsHoldsUpNothing() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch blocked = new CountDownLatch(1);
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            fixture.vertx
                    .deployVerticle(
                            new Blocking(blocked, over),
                            new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                    .await();
            fixture.vertx.exceptionHandler(onPurpose -> {});
            fixture.vertx.eventBus().consumer(StoredEvents.ADDRESS, message -> {
                throw new IllegalStateException("a consumer with a fault");
            });
            for (int i = 1; i <= 200; i++) {
                kiosk.publish(i, TOPIC, wifi(i));
                kiosk.puback(i);
            }
            assertTrue(blocked.await(60, TimeUnit.SECONDS));
            assertEquals(200, fixture.store.size());
            over.countDown();
        }
    }

    private static final class Blocking extends AbstractVerticle {
        private final CountDownLatch blocked;
        private final CountDownLatch over;

        Blocking(CountDownLatch blocked, CountDownLatch over) {
            this.blocked = blocked;
            this.over = over;
        }

        @Override
        public void start() {
            vertx.eventBus().consumer(StoredEvents.ADDRESS, message -> {
                blocked.countDown();
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
    }
}
