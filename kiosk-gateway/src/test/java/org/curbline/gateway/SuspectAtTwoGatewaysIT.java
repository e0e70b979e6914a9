package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.curbline.gateway.cluster.WireInMemory;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusHistory.Interval;
import org.curbline.status.StatusSettings;
import org.curbline.status.View;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A kiosk whose sessions carry nothing, at one of two gateways over one store and registry. */
class SuspectAtTwoGatewaysIT {
    private static final String KIOSK = "mn-05-000001";
    private static final List<String> KIOSKS =
            IntStream.rangeClosed(1, 10).mapToObj(i -> "mn-05-00000" + i % 10).toList();

    private final WireInMemory wire = new WireInMemory();
    private final String database = "jdbc:h2:mem:" + UUID.randomUUID();
    private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private int seq = 1_000_000;
    private TelemetryStore store;
    private Node a;
    private Node b;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        store = EmbeddedStore.open(folder.resolve("store"), ProtocolLimits.DEFAULT.maxAge(), InstantSource.system());
        PastUse.of(KIOSKS, begin).write(store.writer());
        a = new Node("a");
        b = new Node("b");
    }

    @AfterEach
    void close() {
        b.close();
        a.close();
        store.close();
    }

    @Test
    void bothShowItAndItSurvivesTheDeathOfTheGatewayThatSuspected() throws Exception {
        await(() -> a.status.hasLearntUse() && b.status.hasLearntUse(), "both have learnt");
        try (RawMqtt kiosk = RawMqtt.v5(a.fixture.port, KIOSK)) {
            report(kiosk);
            await(() -> a.state() == ServiceState.UP && b.state() == ServiceState.UP, "both show it as up");
            for (int i = 0; i < 5; i++) {
                use(kiosk, 0);
            }
            await(() -> a.state() == ServiceState.SUSPECT, "it is suspect where it is connected");
            await(() -> b.state() == ServiceState.SUSPECT, "and shown as such by the other");
            assertEquals(StateReason.SESSIONS_CARRY_NOTHING, b.wifi().reason());
            assertEquals(a.wifi().since(), b.wifi().since());
            await(() -> a.toldOfSuspect() == 1 && b.toldOfSuspect() == 1, "both told it once");
            await(() -> b.seen().contains("suspect"), "it is stored");
            a.die();
        }
        await(() -> b.status.gateways().size() == 1, "the other is dead");
        try (RawMqtt kiosk = RawMqtt.v5(b.fixture.port, KIOSK)) {
            report(kiosk); // under open access this is who it is
            await(() -> b.kiosk().online(), "it has come to the one that is left");
            report(kiosk);
            await(
                    () -> b.wifi().reportedAt() != null && b.wifi().reportedAt().isAfter(lastReport.minusMillis(1)),
                    "heard");
            assertEquals(ServiceState.SUSPECT, b.state(), "that it says up again proves nothing");
            assertEquals(1, b.toldOfSuspect(), "nothing was told again");
            use(kiosk, 1000);
            await(() -> b.state() == ServiceState.UP, "it is used");
            await(() -> b.seen().endsWith("up suspect up"), "there was one suspicion: " + b.seen());
        }
    }

    private Instant lastReport = Instant.EPOCH;

    private void report(RawMqtt kiosk) throws Exception {
        lastReport = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        say(kiosk, "status", "\"service\":\"wifi\",\"state\":\"up\"", lastReport);
    }

    private void use(RawMqtt kiosk, int downBytes) throws Exception {
        String use = "\"durationSeconds\":60,\"downBytes\":" + downBytes + ",\"upBytes\":10,\"network\":\"open\"";
        say(kiosk, "usage/wifi", use, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private void say(RawMqtt kiosk, String topic, String fields, Instant at) throws Exception {
        int packet = ++seq % 60_000 + 1;
        kiosk.publish(
                        packet,
                        "kiosks/" + KIOSK + "/" + topic,
                        "{\"seq\":" + seq + ",\"at\":\"" + at + "\"," + fields + "}")
                .puback(packet);
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "Waited in vain until " + what);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** A gateway with its board. */
    private final class Node {
        final GatewayFixture fixture = GatewayFixture.over(store.writer(), InstantSource.system());
        final KioskRegistry registry = KioskRegistry.open(database, InstantSource.system());
        final FleetStatus status;
        private final String id;

        Node(String id) {
            this.id = id;
            registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
            status = FleetStatus.start(
                    fixture.vertx,
                    fixture.settings(StatusSettings.class),
                    store,
                    registry,
                    new FleetStatus.Workplace(
                            ProtocolLimits.DEFAULT.maxAge(),
                            InstantSource.system(),
                            Optional.of(wire.join(fixture.vertx, id, Duration.ofSeconds(10)))));
        }

        /** For all others it is as if it were killed: it says nothing more, neither to them nor to the registry. */
        void die() {
            wire.cut(id);
            registry.close();
        }

        KioskStatus kiosk() {
            return Objects.requireNonNull(status.board().find(KIOSK));
        }

        ServiceStatus wifi() {
            return kiosk().services().get(0);
        }

        @Nullable
        ServiceState state() {
            return status.board().find(KIOSK) == null ? null : wifi().state();
        }

        long toldOfSuspect() {
            return Objects.requireNonNull(status.feed().read(1, 1_000)).stream()
                    .filter(event -> event.event().json().contains("\"state\":\"suspect\""))
                    .count();
        }

        /** The states of its WiFi as they were seen. */
        String seen() {
            List<Interval> intervals = status.history(KioskId.of(KIOSK), View.SEEN, begin, Instant.now())
                    .getOrDefault(Service.WIFI, List.of());
            return String.join(
                    " ", intervals.stream().map(each -> each.state().word()).toList());
        }

        void close() {
            status.close();
            registry.close();
            fixture.close();
        }
    }
}
