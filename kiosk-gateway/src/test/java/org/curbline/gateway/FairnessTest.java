package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far one connection stands back behind another that sends as much as it can: counted in batches, not in time. */
class FairnessTest {
    private static final String OTHER = "mn-05-000002";
    private static final int BATCH = 10;
    private static final int MESSAGES = 30;
    /** For what is read in vain; what is not read makes no test fail. */
    private static final Duration A_WHILE = Duration.ofMillis(300);

    @ParameterizedTest(name = "QoS {0}")
    @ValueSource(ints = {0, 1})
    void aFloodOfEventsIsOneBatchAheadOfAnotherConnection(int qos) throws Exception {
        try (GatewayFixture fixture = start();
                RawMqtt flood = RawMqtt.v5(fixture.port, KIOSK);
                RawMqtt other = RawMqtt.v5(fixture.port, OTHER)) {
            CompletableFuture<Void> first = fixture.store.holdNextWrite();
            CompletableFuture<Void> second = fixture.store.holdNextWrite();
            for (int i = 0; i < MESSAGES; i++) {
                flood.send(flood.packet(qos, qos == 0 ? 0 : i + 1, TOPIC, batch(i)));
            }
            fixture.store.awaitStarted(2);
            assertTrue(flood.isSilentFor(A_WHILE));
            other.publish(1, Events.topic(OTHER), wifi(1));
            other.send(RawMqtt.PINGREQ).expect(0xD0); // so it has been read
            first.complete(null);
            fixture.store.awaitStarted(3); // else the next two begin in any order
            second.complete(null);
            other.puback(1);
            int write = fixture.store.writeOf(OTHER); // two are written at once; it is in the next
            assertTrue(write <= 3, () -> "with write " + write);
            for (int i = 0; i < MESSAGES && qos > 0; i++) {
                flood.puback(i + 1);
            }
            fixture.store.awaitSize(MESSAGES * BATCH + 1);
            assertTrue(fixture.books().addUp());
        }
    }

    @Test
    void aFloodOfBadEventsDoesNotHoldUpGoodOnes() throws Exception {
        try (GatewayFixture fixture = start();
                RawMqtt flood = RawMqtt.v5(fixture.port, KIOSK);
                RawMqtt other = RawMqtt.v5(fixture.port, OTHER)) {
            for (int i = 0; i < MESSAGES; i++) {
                flood.publish(i + 1, TOPIC, "[" + Events.BAD + "]");
            }
            other.publish(1, Events.topic(OTHER), wifi(1));
            assertEquals(0, other.puback(1));
            assertEquals(1, fixture.store.writeOf(OTHER));
            for (int i = 0; i < MESSAGES; i++) {
                assertEquals(0x99, flood.puback(i + 1));
            }
        }
    }

    private static GatewayFixture start() {
        return GatewayFixture.start(
                "pipeline.batch-events", Integer.toString(BATCH), "pipeline.concurrent-writes", "2");
    }

    private static String batch(int number) {
        return LongStream.range((long) number * BATCH, (number + 1L) * BATCH)
                .mapToObj(Events::wifi)
                .collect(Collectors.joining(",", "[", "]"));
    }
}
