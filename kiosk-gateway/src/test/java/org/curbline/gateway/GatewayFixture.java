package org.curbline.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.curbline.gateway.Gateway.Settings;
import org.curbline.gateway.Gateway.Workplace;
import org.curbline.gateway.commands.CommandDesk;
import org.curbline.gateway.commands.CommandSettings;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.gateway.pipeline.Books;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.gateway.quarantine.QuarantineSettings;
import org.curbline.gateway.quarantine.QuarantinedMessage;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.webhooks.WebhookSettings;
import org.curbline.gateway.webhooks.Webhooks;
import org.curbline.program.http.HttpFace;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.status.StatusSettings;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;
import org.curbline.testservers.FolderInMemory;
import org.curbline.testservers.FreePort;
import org.jspecify.annotations.Nullable;

/** A gateway on a free port with a folder, a registry and a clock of its own; closed with everything in it. */
final class GatewayFixture implements AutoCloseable {
    /** What the clock of every gateway in these tests shows, for ever. */
    static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");

    final Vertx vertx = Vertx.vertx();
    final StoreInMemory store = new StoreInMemory();
    final KioskRegistry registry;
    final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final int port;
    private final Path folder;
    private final Map<String, String> options = new HashMap<>();
    private final InstantSource clock;
    private Gateway gateway;
    private @Nullable FleetStatus status;
    private @Nullable Webhooks webhooks;
    private @Nullable CommandDesk desk;

    private GatewayFixture(Map<String, String> told, InstantSource clock, List<PointWriter> otherStore) {
        this.clock = clock;
        this.port = FreePort.find();
        this.registry = RegistryInMemory.open(clock);
        try {
            this.folder = FolderInMemory.make("curbline-gateway");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        options.put("curbline.mqtt.host", "127.0.0.1");
        options.put("curbline.mqtt.port", Integer.toString(port));
        options.put("curbline.mqtt.access", "OPEN");
        options.put("curbline.mqtt.accept-unknown", "true");
        options.put("curbline.mqtt.event-loops", "1");
        options.put("curbline.quarantine.file", folder.resolve("quarantine.mv").toString());
        options.putAll(told);
        this.gateway = start(otherStore.isEmpty() ? store : otherStore.get(0));
    }

    /** @param told pairs of key without {@code curbline.} and value */
    static GatewayFixture start(String... told) {
        return new GatewayFixture(pairs(told), InstantSource.fixed(NOW), List.of());
    }

    static GatewayFixture over(PointWriter store, InstantSource clock, String... told) {
        return new GatewayFixture(pairs(told), clock, List.of(store));
    }

    Gateway gateway() {
        return gateway;
    }

    <T> T settings(Class<T> what) {
        return new SettingsLoader(Map.of(), folder).load(null, options, what).get(what);
    }

    Settings settings() {
        var loaded = new SettingsLoader(Map.of(), folder)
                .load(null, options, MqttSettings.class, PipelineSettings.class, QuarantineSettings.class);
        return new Settings(
                loaded.get(MqttSettings.class),
                loaded.get(PipelineSettings.class),
                loaded.get(QuarantineSettings.class));
    }

    /** What the gateway serves over HTTP, on a free port; its status board keeps what it writes to itself. */
    HttpFace http() {
        return http(new StoreWithoutPast());
    }

    /** @param past what is asked for what was stored before */
    HttpFace http(TelemetryStore past) {
        StatusSettings rule = settings(StatusSettings.class);
        FleetStatus.Workplace workplace = new FleetStatus.Workplace(ProtocolLimits.DEFAULT.maxAge(), clock);
        FleetStatus board = FleetStatus.start(vertx, rule, past, registry, workplace);
        status = board;
        Webhooks told = Webhooks.start(
                vertx,
                settings(WebhookSettings.class),
                registry,
                board,
                new Webhooks.Workplace(meters, Clock.systemUTC(), new SecureRandom()));
        webhooks = told;
        CommandDesk commands = CommandDesk.start(
                vertx,
                settings(CommandSettings.class),
                registry.commands(),
                gateway.commandLines(),
                new StoreWithoutPast().reader(),
                clock);
        desk = commands;
        return GatewayHttp.add(HttpFace.builder(vertx), vertx, gateway, board, told, commands, meters)
                .listen("127.0.0.1", 0)
                .await();
    }

    Books.Snapshot books() {
        try {
            return gateway.books().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("The books could not be read", e);
        }
    }

    /** How many CONNECTs were refused for a reason. */
    double refused(String reason) {
        return meters.get("curbline.gateway.connections.refused")
                .tag("reason", reason)
                .counter()
                .count();
    }

    List<QuarantinedMessage> quarantined() {
        return gateway.quarantine().list(null, null, 1_000).await();
    }

    /** Stops the gateway and starts another on the same folder and port. */
    void restart() {
        gateway.stop();
        gateway = start(store);
    }

    /** Changes what the next start is told. */
    void told(String key, String value) {
        options.put("curbline." + key, value);
    }

    /** Starts a second gateway in the same folder, on another port. */
    void startAnother() {
        told("mqtt.port", Integer.toString(FreePort.find()));
        start(store);
    }

    private Gateway start(PointWriter writer) {
        Workplace workplace = new Workplace(ProtocolLimits.DEFAULT, meters, clock);
        return Gateway.start(vertx, settings(), writer, registry, workplace);
    }

    @Override
    public void close() {
        store.comeBack();
        if (desk != null) {
            desk.close();
        }
        gateway.stop();
        if (webhooks != null) {
            webhooks.close();
        }
        if (status != null) {
            status.close();
        }
        store.close();
        registry.close();
        vertx.close().await();
        delete(folder);
    }

    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> pairs(String... told) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < told.length; i += 2) {
            options.put("curbline." + told[i], told[i + 1]);
        }
        return options;
    }
}
