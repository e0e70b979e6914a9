package org.curbline.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.curbline.gateway.cluster.Peers.Self;
import org.curbline.gateway.events.ConnectionChanged;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.pipeline.EventPoints;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusSettings;
import org.curbline.status.Transition;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The boards of two gateways that both reach the registry and the store, on a wire that is cut between them. */
class PartedGatewaysIT {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final Duration GRACE = Duration.ofSeconds(2);
    /** Nobody is lost: that a slow machine keeps one from saying that it lives must not look so. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(10);

    private final String database = "jdbc:h2:mem:" + UUID.randomUUID();
    private final WireInMemory wire = new WireInMemory();
    private final List<Board> boards = new ArrayList<>();
    private TelemetryStore store;
    private Board a;
    private Board b;

    @BeforeEach
    void open(@TempDir Path folder) {
        store = EmbeddedStore.open(folder.resolve("store"), ProtocolLimits.DEFAULT.maxAge(), InstantSource.system());
        a = new Board("a");
        b = new Board("b");
    }

    @AfterEach
    void close() {
        boards.forEach(Board::close);
        store.close();
    }

    @Test
    void eachServesItsKiosksAndShowsNothingOfTheOthersAsUp() throws Exception {
        a.connects("one");
        await(() -> b.isOnline(), "the other knows");
        part();
        await(() -> !b.isOnline(), "the other knows no longer");
        assertEquals(StateReason.GATEWAY_SILENT.code(), b.kiosk().offlineReason());
        assertTrue(a.isOnline());
        assertEquals(List.of("online"), a.told(), "nothing has happened");
        assertEquals(List.of("online"), b.told(), "nothing has happened");

        meet();
        await(() -> b.isOnline(), "they have met again");
        assertEquals(List.of("online"), a.told());
        assertEquals(List.of("online"), b.told());
        assertEquals(0, stored(), "nothing was stored of it");
    }

    @Test
    void aKioskThatMovesMeanwhileIsWhereItCameLast() throws Exception {
        a.connects("one");
        await(() -> b.isOnline(), "the other knows");
        part();
        b.connects("one");
        a.disconnects();
        await(() -> !a.isOnline(), "it left");
        assertTrue(b.isOnline());
        meet();
        await(() -> a.isOnline(), "it is known where it came");
        assertTrue(b.isOnline());
        assertEquals(List.of("online"), b.told());
        await(() -> a.told().equals(List.of("online", "offline", "online")), "what it told it takes back");
    }

    @Test
    void nobodyDecidesOfAKioskThatTheOtherMayHaveAndItIsDecidedLaterAsOfThen() throws Exception {
        a.connects("one");
        await(() -> b.isOnline(), "the other knows");
        part();
        await(() -> a.peers() == 1 && b.peers() == 1, "neither hears the other");
        a.registry.decide(KIOSK.value(), Lifecycle.MAINTENANCE, "ada", "");
        await(() -> a.kiosk().worst() == ServiceState.MAINTENANCE, "it is in maintenance");
        await(() -> stored() == 4, "who has the kiosk decides of its four services");
        a.disconnects();
        a.registry.decide(KIOSK.value(), Lifecycle.ACTIVE, "ada", "");
        await(() -> a.kiosk().worst() == ServiceState.UNKNOWN, "so it is shown");
        assertEquals(4, stored(), "but nobody decides: it may be with the other");
        meet();
        await(() -> stored() == 8, "it is with nobody");
    }

    @Test
    void whatOneDecidedAndCouldNotStoreIsStoredByWhoTakesItsPlace() throws Exception {
        boards.forEach(Board::close);
        boards.clear();
        PointBatch batch = new PointBatch(1);
        EventId id = new EventId(1, Instant.now().toEpochMilli(), EventId.FIRST_RUN);
        new EventPoints().add(KIOSK, new ServiceReport(id, Service.WIFI, ServiceReport.State.UP, ""), batch);
        assertEquals(List.of(), store.writer().write(batch));
        Board killed = new Board("c", new FullStore(store));
        await(() -> killed.wifi() == ServiceState.UP, "what is stored is taken up");
        b = new Board("d", store);
        await(() -> b.peers() == 2 && b.wifi() == ServiceState.UP, "the other has told it");
        assertEquals(List.of(), seen(b), "it could not store it");

        wire.cut("c");
        wire.cut("d");
        killed.registry.close(); // so nothing says that it lives
        await(() -> !seen(b).isEmpty(), "it is stored");
        Transition first = seen(b).get(0);
        assertEquals(ServiceState.UP, first.state());
        assertEquals(id.atMillis(), first.at().toEpochMilli());
    }

    private void part() {
        wire.cut("a");
        wire.cut("b");
    }

    private void meet() {
        wire.mend("a");
        wire.mend("b");
    }

    private long stored() {
        return seen(a).size();
    }

    private static List<Transition> seen(Board board) {
        List<Transition> seen = new ArrayList<>();
        Instant now = Instant.now();
        board.status.forEachSeen(now.minusSeconds(600), now.plusSeconds(60), seen::add);
        return seen;
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "Not in 60 s: " + what);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** It can be read, and takes nothing. */
    private record FullStore(TelemetryStore real) implements TelemetryStore {
        @Override
        public PointWriter writer() {
            return new PointWriter() {
                private final CountDownLatch over = new CountDownLatch(1);

                @Override
                public List<RefusedPoint> write(PointBatch batch) throws InterruptedException {
                    over.await();
                    throw new WriterClosedException();
                }

                @Override
                public StoreCondition condition() {
                    return real.writer().condition();
                }

                @Override
                public void probe() {}

                @Override
                public void close() {
                    over.countDown();
                }
            };
        }

        @Override
        public PointReader reader() {
            return real.reader();
        }

        @Override
        public void close() {}
    }

    /** All of a gateway that knows states. */
    private final class Board {
        final KioskRegistry registry = KioskRegistry.open(database, InstantSource.system());
        final FleetStatus status;
        private final Vertx vertx = Vertx.vertx();

        Board(String id) {
            this(id, store);
        }

        Board(String id, TelemetryStore store) {
            boards.add(this);
            registry.put(new Kiosk(KIOSK.value(), Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
            StatusSettings settings = new SettingsLoader(Map.of(), Path.of(""))
                    .load(null, Map.of("curbline.status.offline-grace", GRACE.toString()), StatusSettings.class)
                    .get(StatusSettings.class);
            Cluster cluster = new Cluster(vertx, new Self(id, id + ":1"), wire, LOST_AFTER);
            status = FleetStatus.start(
                    vertx,
                    settings,
                    store,
                    registry,
                    new FleetStatus.Workplace(Duration.ofDays(1), InstantSource.system(), Optional.of(cluster)));
        }

        void connects(String client) {
            changed(true, client, "");
        }

        void disconnects() {
            changed(false, "one", "connection-lost");
        }

        private void changed(boolean open, String client, String reason) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            LocalEvents.publish(
                    vertx, ConnectionChanged.ADDRESS, new ConnectionChanged(KIOSK, open, now, client, reason));
        }

        KioskStatus kiosk() {
            return Objects.requireNonNull(find());
        }

        @Nullable
        ServiceState wifi() {
            KioskStatus kiosk = find();
            return kiosk == null
                    ? null
                    : kiosk.services().stream()
                            .filter(each -> each.service() == Service.WIFI)
                            .findFirst()
                            .orElseThrow()
                            .state();
        }

        boolean isOnline() {
            KioskStatus kiosk = find();
            return kiosk != null && kiosk.online();
        }

        private @Nullable KioskStatus find() {
            return status.board().find(KIOSK.value());
        }

        long peers() {
            return status.gateways().stream().filter(Peers.Shown::isHeard).count();
        }

        /** What was told of its presence. */
        List<String> told() {
            return Objects.requireNonNull(status.feed().read(1, 1_000)).stream()
                    .filter(event -> event.type().equals("org.curbline.presence.changed"))
                    .map(event -> event.event().json().contains("\"online\"") ? "online" : "offline")
                    .toList();
        }

        void close() {
            status.close();
            registry.close();
            vertx.close().await();
        }
    }
}
