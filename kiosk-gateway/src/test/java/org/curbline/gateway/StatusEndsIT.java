package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.status.StatusSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The board ends while the store hangs over a transition, and others wait behind that. */
class StatusEndsIT {
    private static final String KIOSK = "mn-05-000001";

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @Test
    void whatTheStoreDidNotTakeIsSaidInASentence() throws Exception {
        StoreWithoutPast store = new StoreWithoutPast();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        try (GatewayFixture fixture = GatewayFixture.start();
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            FleetStatus status = FleetStatus.start(
                    fixture.vertx,
                    fixture.settings(StatusSettings.class),
                    store,
                    fixture.registry,
                    new FleetStatus.Workplace(
                            ProtocolLimits.DEFAULT.maxAge(), InstantSource.fixed(GatewayFixture.NOW)));
            CompletableFuture<Void> hold = store.written.holdNextWrite();
            report(kiosk, 1, "up");
            store.written.awaitStarted(1);
            report(kiosk, 2, "down");
            await(() -> "down".equals(wifi(status)), "the board has heard");
            log.start();
            root.addAppender(log);

            status.close();

            hold.complete(null);
            await(() -> !log.list.isEmpty(), "it is said");
        } finally {
            root.detachAppender(log);
        }
        List<ILoggingEvent> said = log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
        assertTrue(said.stream().allMatch(event -> event.getThrowableProxy() == null), said::toString);
        assertEquals(
                List.of("4 transitions were not stored, as the store did not take them before the end."),
                said.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    private static void report(RawMqtt kiosk, int seq, String state) throws Exception {
        kiosk.publish(
                        seq,
                        "kiosks/" + KIOSK + "/status",
                        "{\"seq\":" + seq + ",\"at\":\"" + GatewayFixture.NOW + "\",\"service\":\"wifi\",\"state\":\""
                                + state + "\"}")
                .puback(seq);
    }

    private static @Nullable String wifi(FleetStatus status) {
        var kiosk = status.board().find(KIOSK);
        return kiosk == null ? null : kiosk.services().get(0).state().word();
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "Waited in vain until " + what);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }
}
