package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.program.settings.SettingsLoader;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A kiosk that says it is up and is not used as it was for weeks, over a real store and over a restart. */
class SuspectIT {
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");
    private static final String KIOSK = "mn-05-000001";
    private static final List<String> KIOSKS =
            IntStream.rangeClosed(1, 10).mapToObj(i -> "mn-05-00000" + i % 10).toList();
    private static final PastUse PAST = PastUse.of(KIOSKS, NOON);
    private static final String DATABASE = "jdbc:h2:mem:suspect";

    private final ClockToMove clock = new ClockToMove(NOON);
    private int seq = 1_000_000;

    private Path folder;
    private TelemetryStore store;
    private KioskRegistry registry;

    @BeforeEach
    void open(@TempDir Path temporary) throws Exception {
        folder = temporary;
        store = EmbeddedStore.open(folder.resolve("store"), ProtocolLimits.DEFAULT.maxAge(), clock);
        registry = KioskRegistry.open(DATABASE, clock);
        for (String id : KIOSKS) {
            registry.put(new Kiosk(id, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        }
        PAST.write(store.writer());
    }

    @AfterEach
    void close() {
        store.close();
        registry.close();
    }

    @Test
    void serviceThatIsNoLongerUsedIsSuspectUntilItIs() throws Exception {
        Instant lastUse = NOON.minusSeconds(1);
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = start(fixture);
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            await(status::hasLearntUse, "use was learnt");
            say(kiosk, use(lastUse, 1000));
            hear(kiosk, status);
            forAWhile(Duration.ofMinutes(60), kiosk, status);
            assertEquals(ServiceState.UP, wifi(status).state(), "an hour without use is nothing special");
            forAWhile(Duration.ofMinutes(60), kiosk, status);
            await(() -> wifi(status).state() == ServiceState.SUSPECT, "it is suspect");
            assertEquals(StateReason.USE_HAS_STOPPED, wifi(status).reason());
            assertTrue(wifi(status).since().isBefore(clock.instant()), "from when it became improbable");
            await(() -> seen(status).contains("suspect"), "it is stored");
        }
        String before;
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = start(fixture);
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            await(status::isRecovered, "the store was read");
            assertEquals(ServiceState.SUSPECT, wifi(status).state(), "it is taken up again");
            before = seen(status);
            await(status::hasLearntUse, "use was learnt");
            hear(kiosk, status);
            assertEquals(ServiceState.SUSPECT, wifi(status).state());
            assertEquals(before, seen(status), "and not invented anew");
            say(kiosk, use(clock.instant(), 1000));
            await(() -> wifi(status).state() == ServiceState.UP, "it is used again");
            hear(kiosk, status);
            clock.on(Duration.ofMinutes(1));
            hear(kiosk, status);
            awaitKnown(status, "suspect 7201, up 60"); // since its last use
        }
    }

    @Test
    void serviceWhoseSessionsCarryNothingIsSuspectUntilOneDoes() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = start(fixture);
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            await(status::hasLearntUse, "use was learnt");
            hear(kiosk, status);
            for (int i = 0; i < 4; i++) {
                clock.on(Duration.ofSeconds(10));
                say(kiosk, use(clock.instant(), 0));
            }
            hear(kiosk, status);
            assertEquals(ServiceState.UP, wifi(status).state());
            clock.on(Duration.ofSeconds(10));
            say(kiosk, use(clock.instant(), 0));
            await(() -> wifi(status).reason() == StateReason.SESSIONS_CARRY_NOTHING, "it is suspect");
            clock.on(Duration.ofSeconds(10));
            say(kiosk, use(clock.instant(), 1));
            await(() -> wifi(status).state() == ServiceState.UP, "one carried something");
            hear(kiosk, status);
            clock.on(Duration.ofSeconds(10));
            hear(kiosk, status);
            awaitKnown(status, "up 11, suspect 50, up 10"); // since the first of them
        }
    }

    @Test
    void whatIsUsualIsLearntRightThoughTheStoreBreaksOff() throws Exception {
        StoreThatFailsToAnswer failing = new StoreThatFailsToAnswer(store, 3);
        store = failing;
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = start(fixture)) {
            await(status::hasLearntUse, "use was learnt");
            assertEquals(0, failing.failuresLeft(), "the store broke off");
            await(() -> wifi(status).usualUsesPerHour() != null, "it is on the board");
            assertEquals(PastUse.AN_HOUR, Objects.requireNonNull(wifi(status).usualUsesPerHour()), 1.5);
            assertTrue(Objects.requireNonNull(wifi(status).usedAt()).isAfter(NOON.minus(Duration.ofHours(2))));
        }
    }

    @Test
    void whatIsUsualIsLearntOnceTheRegistryIsBack() throws Exception {
        tellDatabase("ALTER TABLE lifecycle_change RENAME TO lost");
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                Said said = new Said();
                FleetStatus status = start(fixture)) {
            await(() -> said.has("What use is usual"), "the registry was asked in vain");
            tellDatabase("ALTER TABLE lost RENAME TO lifecycle_change");
            await(status::hasLearntUse, "use was learnt");
        }
    }

    @Test
    void whatIsUsualIsLearntTheNextNightAfterAFailureThatNobodyExpects() throws Exception {
        tellDatabase("UPDATE lifecycle_change SET lifecycle = 'ASLEEP'");
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                Said said = new Said();
                FleetStatus status = start(fixture)) {
            await(() -> said.has("What use is usual cannot be learnt"), "it failed");
            tellDatabase("UPDATE lifecycle_change SET lifecycle = 'ACTIVE'");
            clock.on(Duration.ofDays(1));
            await(status::hasLearntUse, "use was learnt");
        }
    }

    @Test
    void nothingIsSuspectWhereNothingWasLearnt() throws Exception {
        try (GatewayFixture fixture =
                        GatewayFixture.over(store.writer(), clock, "status.usual-use.false-suspicions", "0");
                FleetStatus status = start(fixture, "curbline.status.usual-use.false-suspicions", "0");
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            hear(kiosk, status);
            forAWhile(Duration.ofHours(5), kiosk, status);
            assertEquals(ServiceState.UP, wifi(status).state());
        }
    }

    private void forAWhile(Duration length, RawMqtt kiosk, FleetStatus status) throws Exception {
        Instant end = clock.instant().plus(length);
        while (clock.instant().isBefore(end)) {
            clock.on(Duration.ofMinutes(1));
            hear(kiosk, status);
        }
    }

    /** The kiosk says that it is up. */
    private void hear(RawMqtt kiosk, FleetStatus status) throws Exception {
        Instant now = clock.instant();
        kiosk.publish(
                        ++seq % 60_000 + 1,
                        "kiosks/" + KIOSK + "/status",
                        "{\"seq\":" + seq + ",\"at\":\"" + now + "\",\"service\":\"wifi\",\"state\":\"up\"}")
                .puback(seq % 60_000 + 1);
        await(() -> now.equals(wifi(status).reportedAt()), "the report is on the board");
    }

    private void say(RawMqtt kiosk, String event) throws Exception {
        kiosk.publish(seq % 60_000 + 1, "kiosks/" + KIOSK + "/usage/wifi", event)
                .puback(seq % 60_000 + 1);
    }

    private String use(Instant at, int downBytes) {
        return "{\"seq\":" + ++seq + ",\"at\":\"" + at + "\",\"durationSeconds\":60,\"downBytes\":" + downBytes
                + ",\"upBytes\":10,\"network\":\"open\"}";
    }

    private static ServiceStatus wifi(FleetStatus status) {
        return Objects.requireNonNull(status.board().find(KIOSK)).services().stream()
                .filter(each -> each.service() == Service.WIFI)
                .findFirst()
                .orElseThrow();
    }

    private String seen(FleetStatus status) {
        return history(status, View.SEEN);
    }

    /** Each state and how many seconds it lasted, since the last use before noon. */
    private String history(FleetStatus status, View view) {
        List<Interval> intervals = status.history(KioskId.of(KIOSK), view, NOON.minusSeconds(1), clock.instant())
                .getOrDefault(Service.WIFI, List.of());
        StringBuilder words = new StringBuilder();
        for (Interval each : intervals) {
            words.append(words.isEmpty() ? "" : ", ")
                    .append(each.state().word())
                    .append(' ')
                    .append(Duration.between(each.from(), each.to()).toSeconds());
        }
        return words.toString();
    }

    private void awaitKnown(FleetStatus status, String expected) throws InterruptedException {
        await(
                () -> history(status, View.KNOWN).equals(expected),
                () -> expected + ", not " + history(status, View.KNOWN));
    }

    private FleetStatus start(GatewayFixture fixture, String... told) {
        Map<String, String> options = told.length == 0 ? Map.of() : Map.of(told[0], told[1]);
        StatusSettings settings = new SettingsLoader(Map.of(), folder)
                .load(null, options, StatusSettings.class)
                .get(StatusSettings.class);
        FleetStatus.Workplace workplace = new FleetStatus.Workplace(ProtocolLimits.DEFAULT.maxAge(), clock);
        return FleetStatus.start(fixture.vertx, settings, store, registry, workplace);
    }

    private static void tellDatabase(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        await(condition, () -> what);
    }

    private static void await(BooleanSupplier condition, Supplier<String> what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(240);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, () -> "Waited in vain until " + what.get());
            Thread.sleep(1);
        }
    }

    /** What the board logs. */
    private static final class Said extends AppenderBase<ILoggingEvent> implements AutoCloseable {
        private final Logger logger = (Logger) LoggerFactory.getLogger(FleetStatus.class.getPackageName());
        private final Queue<String> messages = new ConcurrentLinkedQueue<>();

        Said() {
            start();
            logger.addAppender(this);
        }

        boolean has(String beginning) {
            return messages.stream().anyMatch(message -> message.startsWith(beginning));
        }

        @Override
        protected void append(ILoggingEvent event) {
            messages.add(event.getFormattedMessage());
        }

        @Override
        public void close() {
            logger.detachAppender(this);
        }
    }
}
