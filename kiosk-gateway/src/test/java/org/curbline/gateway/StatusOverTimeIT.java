package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusHistory.Interval;
import org.curbline.status.StatusSettings;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.Measurement;
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

/** What is known of the time when the gateway was away, or a kiosk was, over a real store. */
class StatusOverTimeIT {
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final String TOPIC = "kiosks/mn-05-000001/status";
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final ClockToMove clock = new ClockToMove(NOON);

    private Path folder;
    private TelemetryStore store;
    private KioskRegistry registry;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        store = EmbeddedStore.open(folder.resolve("store"), ProtocolLimits.DEFAULT.maxAge(), clock);
        registry = RegistryInMemory.open(clock);
    }

    @AfterEach
    void close() {
        store.close();
        registry.close();
        vertx.close().await();
    }

    @Test
    void whatItCouldNotSeeIsUnknownAndNoTransitionIsInvented() throws Exception {
        gatewayHears(report(1, "wifi", "up", NOON), report(2, "call", "down", NOON));
        clock.on(Duration.ofMinutes(10));
        try (FleetStatus later = start()) {
            await(() -> reason(later, Service.WIFI) == StateReason.NOT_OBSERVED, "the store was read");
            assertEquals(ServiceState.UNKNOWN, service(later, Service.WIFI).state());
            assertEquals(
                    NOON.plus(Duration.ofMinutes(2)),
                    service(later, Service.WIFI).since(),
                    "when the evidence ended");
            assertEquals(NOON, service(later, Service.WIFI).reportedAt());
            assertEquals(StateReason.NOT_OBSERVED, reason(later, Service.CALL));
            assertEquals(StateReason.NEVER_REPORTED, reason(later, Service.TABLET));

            awaitIntervals(later, Service.WIFI, "unknown", "up", "unknown");
            awaitIntervals(later, Service.CALL, "unknown", "down", "unknown");
            assertEquals(List.of("unknown"), states(later, Service.TABLET));
        }
    }

    @Test
    void whatStillHoldsAfterAShortAbsenceGoesOnWithoutATransition() throws Exception {
        gatewayHears(report(1, "wifi", "up", NOON));
        clock.on(Duration.ofSeconds(20));
        try (FleetStatus later = start()) {
            await(() -> reason(later, Service.WIFI) == StateReason.REPORTED_UP, "the store was read");
            assertEquals(NOON, service(later, Service.WIFI).since(), "it is the same state as before");
            clock.on(Duration.ofSeconds(100));
            await(() -> reason(later, Service.WIFI) == StateReason.REPORT_TOO_OLD, "the evidence ran out");
            awaitIntervals(later, Service.WIFI, "unknown", "up", "unknown");
        }
    }

    @Test
    void twoRestartsTellTheSameAsOne() throws Exception {
        gatewayHears(report(1, "wifi", "up", NOON));
        clock.on(Duration.ofMinutes(5));
        Map<Service, List<Interval>> first;
        try (FleetStatus once = start()) {
            await(() -> reason(once, Service.WIFI) == StateReason.NOT_OBSERVED, "the store was read");
            awaitIntervals(once, Service.WIFI, "unknown", "up", "unknown");
            first = history(once);
        }
        clock.on(Duration.ofMinutes(5));
        try (FleetStatus again = start()) {
            await(() -> reason(again, Service.WIFI) == StateReason.NOT_OBSERVED, "the store was read");
            assertEquals(
                    NOON.plus(Duration.ofMinutes(2)),
                    service(again, Service.WIFI).since());
            assertEquals(first, history(again));
        }
    }

    @Test
    void whatASpoolTellsIsKnownAndWasNotSeen() throws Exception {
        tenMinutesAway(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void whatASpoolTellsAfterThePresentIsKnownToo() throws Exception {
        tenMinutesAway(10, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void whatASpoolTellsIsKnownHoweverSlowlyTheStoreTakesWhatWasToldBefore() throws Exception {
        SlowStore slow = new SlowStore(store);
        Instant back = NOON.plus(Duration.ofMinutes(10));
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = FleetStatus.start(fixture.vertx, settings(), slow, registry, workplace());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
            kiosk.publish(1, TOPIC, report(100, "wifi", "up", NOON)).puback(1);
            await(() -> reason(status, Service.WIFI) == StateReason.REPORTED_UP, "it is up");
            clock.to(back);
            await(() -> wifi(status, View.SEEN).equals("unknown 60, up 120, unknown 486"), "that was told");
            CompletableFuture<Void> goOn = slow.holdNextWrite();
            Instant runsOutAt6 = back.minusSeconds(114);
            kiosk.publish(2, TOPIC, report(101, "call", "up", runsOutAt6)).puback(2);
            await(slow::isHeld, "the store is slow");
            kiosk.publish(3, TOPIC, report(110, "wifi", "up", back)).puback(3);
            for (int minute = 1; minute < 10; minute++) {
                String late = report(100 + minute, "wifi", "up", NOON.plusSeconds(60L * minute));
                kiosk.publish(minute + 3, TOPIC, late).puback(minute + 3);
            }
            kiosk.publish(13, TOPIC, report(111, "tablet", "up", runsOutAt6.plusSeconds(1)))
                    .puback(13);
            await(() -> reason(status, Service.TABLET) == StateReason.REPORTED_UP, "all was heard");
            clock.to(back.plusSeconds(6));
            await(() -> reason(status, Service.CALL) == StateReason.REPORT_TOO_OLD, "what was late is due");
            clock.to(back.plusSeconds(7));
            await(() -> reason(status, Service.TABLET) == StateReason.REPORT_TOO_OLD, "it has been asked for");

            goOn.complete(null);

            awaitHistory(status, View.SEEN, "unknown 60, up 120, unknown 480, up 6");
            awaitHistory(status, View.KNOWN, "unknown 60, up 606");
        }
    }

    /** Those who remember what is known of a kiosk read it anew from there on. */
    @Test
    void thatThePastIsToldIsMarked() throws Exception {
        Instant back = NOON.plus(Duration.ofMinutes(10));
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = FleetStatus.start(fixture.vertx, settings(), store, registry, workplace());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
            kiosk.publish(1, TOPIC, report(100, "wifi", "up", NOON)).puback(1);
            await(() -> wifi(status, View.KNOWN).equals("unknown 60, up 120, unknown 486"), "that was told");
            assertEquals(List.of(), corrections(), "what is told of the present is not");
            clock.to(back);
            kiosk.publish(2, TOPIC, report(101, "wifi", "up", back)).puback(2);
            awaitHistory(status, View.KNOWN, "unknown 60, up 120, unknown 480, up 6");
            await(() -> !corrections().isEmpty(), "it is marked that since then it was unknown");
            assertEquals(List.of(NOON.plusSeconds(120)), corrections());
        }
    }

    /** What changed just now is the past when the store takes it at last. */
    @Test
    void whatBecameThePastWhileTheStoreWasAwayIsMarked() throws Exception {
        SlowStore slow = new SlowStore(store);
        Instant back = NOON.plus(Duration.ofMinutes(10));
        CompletableFuture<Void> goOn = slow.holdNextWrite();
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = FleetStatus.start(fixture.vertx, settings(), slow, registry, workplace());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
            kiosk.publish(1, TOPIC, report(100, "wifi", "up", NOON)).puback(1);
            await(() -> reason(status, Service.WIFI) == StateReason.REPORTED_UP, "it was heard");
            await(slow::isHeld, "the store takes nothing");
            clock.to(back);
            goOn.complete(null);
            await(() -> !corrections().isEmpty(), "it is marked");
            assertEquals(List.of(NOON), corrections());
        }
    }

    /** From when on something was told late of the kiosk. */
    private List<Instant> corrections() {
        List<Instant> oldest = new ArrayList<>();
        new Transitions(store.reader()).forEachCorrection(NOON, mark -> {
            assertEquals(KIOSK, mark.kiosk());
            oldest.add(mark.oldest());
        });
        return oldest;
    }

    @Test
    void whatASpoolToldAGatewayThatWasKilledBeforeItToldThatIsKnownToTheNext() throws Exception {
        SlowStore broken = new SlowStore(store);
        Instant back = NOON.plus(Duration.ofHours(3));
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = FleetStatus.start(fixture.vertx, settings(), broken, registry, workplace());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
            kiosk.publish(1, TOPIC, report(100, "wifi", "up", NOON)).puback(1);
            await(() -> wifi(status, View.KNOWN).equals("unknown 60, up 120, unknown 486"), "that was told");
            CompletableFuture<Void> killed = broken.holdNextWrite();
            clock.to(back);
            for (int minute = 1; minute < 10; minute++) {
                String spooled =
                        report(100 + minute, "wifi", minute == 5 ? "down" : "up", NOON.plusSeconds(60L * minute));
                kiosk.publish(minute + 1, TOPIC, spooled).puback(minute + 1);
            }
            kiosk.publish(11, TOPIC, report(110, "wifi", "up", back)).puback(11);
            await(() -> reason(status, Service.WIFI) == StateReason.REPORTED_UP, "all was heard");
            killed.completeExceptionally(new IllegalStateException("killed"));
        }
        List<PointReader.StoredPoint> marks = store.reader()
                .points(new PointReader.PointsQuestion(
                        Measurement.LATE, NOON, back.plusSeconds(60), KIOSK.value(), -1, 100));
        assertEquals(
                List.of(NOON.plusSeconds(60).toEpochMilli()),
                marks.stream().map(mark -> mark.values().get("oldest_millis")).toList(),
                "one mark is enough for a spool");
        try (FleetStatus next = start()) {
            awaitHistory(next, View.KNOWN, "unknown 60, up 300, down 60, up 246");
        }
    }

    @Test
    void whatASpoolTellsWhileTheLastMinutesAreToldOnceMoreIsKnown() throws Exception {
        clock.to(NOON.plus(Duration.ofMinutes(10)));
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
            publish(kiosk, 5);
            publish(kiosk, 10);
            FilledMeanwhile filled = new FilledMeanwhile(store, NOON.plus(Duration.ofMinutes(9)), () -> {
                publish(kiosk, 6, 7, 8, 9);
                return null;
            });
            try (FleetStatus next = FleetStatus.start(vertx, settings(), filled, registry, workplace())) {
                await(
                        () -> wifi(next, View.KNOWN).equals("unknown 360, up 120, unknown 180, up 6"),
                        "the spool was stored after the parts that it tells of were read, so that was told");
                awaitHistory(next, View.KNOWN, "unknown 360, up 306");
            }
        }
    }

    @Test
    void whatIsMoreThanMayWaitForTheStoreIsToldFromTheReports() throws Exception {
        SlowStore slow = new SlowStore(store);
        List<Service> services = List.of(Service.values());
        int moments = 30_000 / services.size();
        Instant last = NOON.plusSeconds(180L * (moments - 1));
        clock.to(last);
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = FleetStatus.start(fixture.vertx, settings(), slow, registry, workplace());
                RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
            CompletableFuture<Void> goOn = slow.holdNextWrite();
            int seq = 0;
            for (int moment = 0; moment < moments; moment += 25) {
                StringJoiner spool = new StringJoiner(",", "[", "]");
                for (int i = moment; i < moment + 25; i++) {
                    for (Service each : services) {
                        spool.add(report(++seq, each.word(), "up", NOON.plusSeconds(180L * i)));
                    }
                }
                kiosk.publish(1 + moment / 25, TOPIC, spool.toString()).puback(1 + moment / 25);
            }
            Service newest = services.get(services.size() - 1);
            await(() -> reason(status, newest) == StateReason.REPORTED_UP, "all but the last was heard");
            goOn.complete(null);
            await(() -> known() > 50_000, "what waited is stored");
            assertTrue(slow.largest <= 5_000, () -> slow.largest + " were written at once");
            assertTrue(known() < 56_000, () -> known() + " waited");
            long all = services.size() * (2L * moments - 1);

            clock.on(Duration.ofSeconds(6));

            await(() -> known() == all, () -> all + " are told, not " + known());
        }
    }

    private long known() {
        AtomicLong count = new AtomicLong();
        store.reader()
                .sums(
                        new PointReader.SumsQuestion(
                                Measurement.TRANSITION,
                                NOON,
                                clock.instant().plusSeconds(1),
                                null,
                                List.of(),
                                Map.of(Measurement.Columns.VIEW, Set.of(View.KNOWN.word())),
                                List.of()),
                        row -> count.addAndGet(row.count()));
        return count.get();
    }

    private static void publish(RawMqtt kiosk, int... minutes) throws IOException {
        for (int minute : minutes) {
            kiosk.publish(minute, TOPIC, report(100 + minute, "wifi", "up", NOON.plusSeconds(60L * minute)))
                    .puback(minute);
        }
    }

    /** The network is away for ten minutes, and then the kiosk tells what it had to say, minute by minute. */
    private void tenMinutesAway(int... minutes) throws Exception {
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = FleetStatus.start(fixture.vertx, settings(), store, registry, workplace())) {
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
                kiosk.publish(1, TOPIC, report(100, "wifi", "up", NOON)).puback(1);
                await(() -> reason(status, Service.WIFI) == StateReason.REPORTED_UP, "it is up");
            }
            await(
                    () -> !Objects.requireNonNull(status.board().find(KIOSK.value()))
                            .online(),
                    "it is offline");
            clock.to(NOON.plus(Duration.ofMinutes(10)));
            await(() -> reason(status, Service.WIFI) == StateReason.KIOSK_OFFLINE, "it is gone");
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
                for (int minute : minutes) {
                    String report = report(100 + minute, "wifi", "up", NOON.plusSeconds(60L * minute));
                    kiosk.publish(minute, TOPIC, report).puback(minute);
                }
                await(() -> reason(status, Service.WIFI) == StateReason.REPORTED_UP, "it is back");
                awaitHistory(status, View.KNOWN, "unknown 60, up 606");
                awaitHistory(status, View.SEEN, "unknown 60, up 30, unknown 570, up 6");
            }
        }
    }

    private void awaitHistory(FleetStatus status, View view, String expected) throws Exception {
        await(
                () -> {
                    clock.on(Duration.ofMillis(100)); // what came late is not waited for for ever
                    return wifi(status, view).equals(expected);
                },
                () -> expected + ", not " + wifi(status, view));
    }

    /** Each state and how many seconds it lasted. */
    private String wifi(FleetStatus status, View view) {
        return status
                .history(KIOSK, view, NOON.minusSeconds(60), NOON.plusSeconds(606))
                .getOrDefault(Service.WIFI, List.of())
                .stream()
                .map(interval -> interval.state().word()
                        + ' '
                        + Duration.between(interval.from(), interval.to()).toSeconds())
                .collect(Collectors.joining(", "));
    }

    /** A gateway takes reports, judges them, and is gone. */
    private void gatewayHears(String... reports) throws Exception {
        try (GatewayFixture fixture = GatewayFixture.over(store.writer(), clock);
                FleetStatus status = FleetStatus.start(fixture.vertx, settings(), store, registry, workplace())) {
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK.value())) {
                for (int i = 0; i < reports.length; i++) {
                    kiosk.publish(i + 1, TOPIC, reports[i]).puback(i + 1);
                }
                for (String report : reports) { // all of them: its end waits for writing, but not for long
                    JsonObject said = new JsonObject(report);
                    Service service = Service.valueOf(said.getString("service").toUpperCase(Locale.ROOT));
                    await(
                            () -> states(status, service).contains(said.getString("state")),
                            () -> "the transitions are stored: " + states(status, service));
                }
            }
        }
    }

    private FleetStatus start() {
        return FleetStatus.start(vertx, settings(), store, registry, workplace());
    }

    private FleetStatus.Workplace workplace() {
        return new FleetStatus.Workplace(ProtocolLimits.DEFAULT.maxAge(), clock);
    }

    private StatusSettings settings() {
        return new SettingsLoader(Map.of(), folder)
                .load(null, Map.of(), StatusSettings.class)
                .get(StatusSettings.class);
    }

    private static ServiceStatus service(FleetStatus status, Service service) {
        return Objects.requireNonNull(status.board().find(KIOSK.value())).services().stream()
                .filter(each -> each.service() == service)
                .findFirst()
                .orElseThrow();
    }

    private static @Nullable StateReason reason(FleetStatus status, Service service) {
        return status.board().find(KIOSK.value()) == null
                ? null
                : service(status, service).reason();
    }

    private Map<Service, List<Interval>> history(FleetStatus status) {
        return status.history(KIOSK, View.SEEN, NOON.minusSeconds(60), NOON.plusSeconds(250));
    }

    private List<String> states(FleetStatus status, Service service) {
        return history(status).getOrDefault(service, List.of()).stream()
                .map(interval -> interval.state().word())
                .toList();
    }

    private void awaitIntervals(FleetStatus status, Service service, String... expected) throws Exception {
        await(() -> states(status, service).equals(List.of(expected)), "the history is " + String.join(", ", expected));
    }

    /** Its writing can be held. */
    private static final class SlowStore implements TelemetryStore, PointWriter {
        private final TelemetryStore store;
        private volatile CompletableFuture<Void> goOn = CompletableFuture.completedFuture(null);
        private volatile boolean held;
        private volatile int largest;

        SlowStore(TelemetryStore store) {
            this.store = store;
        }

        CompletableFuture<Void> holdNextWrite() {
            goOn = new CompletableFuture<>();
            return goOn;
        }

        boolean isHeld() {
            return held;
        }

        @Override
        public List<RefusedPoint> write(PointBatch batch) throws InterruptedException {
            CompletableFuture<Void> wait = goOn;
            largest = Math.max(largest, batch.size());
            held = !wait.isDone();
            wait.join();
            return store.writer().write(batch);
        }

        @Override
        public StoreCondition condition() {
            return store.writer().condition();
        }

        @Override
        public void probe() throws InterruptedException {
            store.writer().probe();
        }

        @Override
        public PointWriter writer() {
            return this;
        }

        @Override
        public PointReader reader() {
            return store.reader();
        }

        @Override
        public void close() {
            goOn.complete(null); // the store itself belongs to the test
        }
    }

    /** Before reports of a moment or later are read for the first time, others are stored. */
    private static final class FilledMeanwhile implements TelemetryStore {
        private final TelemetryStore store;
        private final PointReader reader;
        private volatile boolean filled;

        FilledMeanwhile(TelemetryStore store, Instant moment, Callable<Void> fill) {
            this.store = store;
            this.reader = (PointReader) Proxy.newProxyInstance(
                    PointReader.class.getClassLoader(),
                    new Class<?>[] {PointReader.class},
                    (proxy, method, arguments) -> {
                        boolean isPart = method.getName().equals("points")
                                && arguments[0] instanceof PointReader.PointsQuestion question
                                && question.measurement() == Measurement.STATUS
                                && question.kiosk().isEmpty()
                                && !question.from().isBefore(moment);
                        if (isPart && !filled) {
                            filled = true;
                            fill.call();
                        }
                        return method.isDefault()
                                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                                : method.invoke(store.reader(), arguments);
                    });
        }

        @Override
        public PointWriter writer() {
            return store.writer();
        }

        @Override
        public PointReader reader() {
            return reader;
        }

        @Override
        public void close() {
            // the store itself belongs to the test
        }
    }

    private static String report(long seq, String service, String state, Instant at) {
        return "{\"seq\":" + seq + ",\"at\":\"" + at + "\",\"service\":\"" + service + "\",\"state\":\"" + state
                + "\"}";
    }

    private static void await(BooleanSupplier condition, String what) throws InterruptedException {
        await(condition, () -> what);
    }

    private static void await(BooleanSupplier condition, Supplier<String> what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, () -> "Waited in vain until " + what.get());
            Thread.sleep(20);
        }
    }
}
