package org.curbline.gateway.webhooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.curbline.gateway.StoreWithoutPast;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.events.StatusChanged;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusSettings;
import org.curbline.status.Transition;
import org.curbline.status.View;
import org.curbline.store.TelemetryStore;
import org.curbline.testservers.FolderInMemory;

/** What tells receivers, on a folder of its own, with short pauses; can be stopped and started again. */
final class Rig implements AutoCloseable {
    static final String KIOSK = "mn-05-000001";
    static final Wanted EVERYTHING = Wanted.of("{}");

    final MeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, String> options = new HashMap<>();
    private final Path folder;
    private final TelemetryStore store;
    private Optional<HostResolver> resolver = Optional.empty();
    private Vertx vertx = Vertx.vertx();
    private KioskRegistry registry;
    private FleetStatus status;
    private Webhooks webhooks;
    private Instant moment = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private volatile Duration passed = Duration.ZERO;

    Rig(String... told) {
        this(new StoreWithoutPast(), told);
    }

    Rig(TelemetryStore store, String... told) {
        this.store = store;
        try {
            folder = FolderInMemory.make("curbline-webhooks");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        options.put("curbline.webhooks.allow", "127.0.0.1");
        options.put("curbline.webhooks.first-pause", "50ms");
        options.put("curbline.webhooks.longest-pause", "200ms");
        options.put("curbline.webhooks.takeover", "1500ms");
        for (int i = 0; i < told.length; i += 2) {
            options.put("curbline.webhooks." + told[i], told[i + 1]);
        }
        registry = openRegistry();
        status = startStatus();
        webhooks = startWebhooks();
    }

    /** With names that are what the test says they are. */
    Rig with(HostResolver names) {
        resolver = Optional.of(names);
        stop();
        start();
        return this;
    }

    static HostResolver names(Map<String, String> addresses) {
        return host -> {
            try {
                return Future.succeededFuture(
                        List.of(InetAddress.getByName(addresses.getOrDefault(host, "127.0.0.1"))));
            } catch (UnknownHostException e) {
                return Future.failedFuture(e);
            }
        };
    }

    void told(String key, String value) {
        options.put("curbline.webhooks." + key, value);
    }

    Webhooks webhooks() {
        return webhooks;
    }

    KioskRegistry registry() {
        return registry;
    }

    Webhook add(String url) {
        return add(url, EVERYTHING);
    }

    Webhook add(String url, Wanted wanted) {
        return webhooks.add(url, "a test", wanted, null).await().orElseThrow();
    }

    Webhook find(Webhook webhook) {
        return webhooks.find(webhook.id()).await().orElseThrow();
    }

    /** The newest first. */
    List<WebhookDelivery> deliveries(Webhook webhook) {
        return webhooks.deliveries(webhook.id(), Webhooks.DELIVERIES_KEPT)
                .await()
                .orElseThrow();
    }

    /** A service changes, a millisecond after the last time. */
    void happens(String kiosk, Service service) {
        LocalEvents.publish(vertx, StatusChanged.ADDRESS, new StatusChanged(change(kiosk, service)));
    }

    /** So many times. */
    void happens(int times) {
        for (int i = 0; i < times; i++) {
            happens(KIOSK, Service.WIFI);
        }
    }

    /**
     * Waits until so many events have come into the feed, before the millisecond in which a webhook may be added now.
     */
    void awaitFeed(long events) throws InterruptedException {
        await(() -> status.feed().next() > events, events + " events are in the feed");
        long came = System.currentTimeMillis();
        await(() -> System.currentTimeMillis() > came, "that millisecond is over");
    }

    Transition change(String kiosk, Service service) {
        moment = moment.plusMillis(1);
        return new Transition(
                KioskId.of(kiosk),
                service,
                View.SEEN,
                moment,
                ServiceState.UP,
                ServiceState.DOWN,
                StateReason.REPORTED_DOWN,
                "");
    }

    Vertx vertx() {
        return vertx;
    }

    /** For whoever tells receivers it is later by so much. */
    void passes(Duration time) {
        passed = passed.plus(time);
    }

    /** Changes the registry behind everybody's back. */
    void sql(String change) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }

    /** In order. */
    void stop() {
        webhooks.close();
        status.close();
        registry.close();
        vertx.close().await();
    }

    void start() {
        start(opened -> {});
    }

    /**
     * Starts it again.
     *
     * @param before what happens to the registry meanwhile
     */
    void start(Consumer<KioskRegistry> before) {
        vertx = Vertx.vertx();
        registry = openRegistry();
        before.accept(registry);
        status = startStatus();
        webhooks = startWebhooks();
    }

    /** Another gateway over the same registry, in the same process. */
    Webhooks another() {
        return startWebhooks();
    }

    static void await(BooleanSupplier condition, String what) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("Waited in vain until " + what);
            }
            Thread.sleep(20);
        }
    }

    private KioskRegistry openRegistry() {
        return KioskRegistry.open(url(), Clock.systemUTC());
    }

    private String url() {
        return "jdbc:h2:file:" + folder.resolve("registry");
    }

    private FleetStatus startStatus() {
        StatusSettings settings = new SettingsLoader(Map.of(), folder)
                .load(null, Map.of(), StatusSettings.class)
                .get(StatusSettings.class);
        return FleetStatus.start(
                vertx, settings, store, registry, new FleetStatus.Workplace(Duration.ofDays(60), Clock.systemUTC()));
    }

    private Webhooks startWebhooks() {
        WebhookSettings settings = new SettingsLoader(Map.of(), folder)
                .load(null, options, WebhookSettings.class)
                .get(WebhookSettings.class);
        return Webhooks.start(
                vertx,
                settings,
                registry,
                status,
                new Webhooks.Workplace(meters, () -> Instant.now().plus(passed), new SecureRandom()),
                resolver);
    }

    @Override
    public void close() {
        stop();
        store.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
