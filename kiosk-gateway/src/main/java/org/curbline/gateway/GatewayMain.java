package org.curbline.gateway;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.curbline.gateway.cluster.Cluster;
import org.curbline.gateway.cluster.ClusterException;
import org.curbline.gateway.cluster.ClusterSettings;
import org.curbline.gateway.commands.CommandDesk;
import org.curbline.gateway.commands.CommandSettings;
import org.curbline.gateway.mqtt.Listeners;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.gateway.quarantine.QuarantineSettings;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.webhooks.WebhookSettings;
import org.curbline.gateway.webhooks.Webhooks;
import org.curbline.program.CommandLines;
import org.curbline.program.EndSignal;
import org.curbline.program.http.CannotListenException;
import org.curbline.program.http.HttpFace;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsException;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.program.settings.SettingsOptions;
import org.curbline.protocol.ProtocolDocument;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.database.RegistryException;
import org.curbline.registry.database.RegistrySettings;
import org.curbline.status.StatusSettings;
import org.curbline.store.StoreOpenException;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.ConfiguredStore;
import org.curbline.store.configured.StoreSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The gateway as a program: composition root. */
@Command(
        name = "kiosk-gateway",
        mixinStandardHelpOptions = true,
        versionProvider = GatewayMain.Version.class,
        sortOptions = false,
        description = "Takes kiosks' MQTT and acknowledges what is stored.",
        footer = {
            "",
            "Everything else is set in the file (see docs/configuration.md) or the environment, such as",
            "CURBLINE_STORE_INFLUX_URL for curbline.store.influx.url."
        })
public final class GatewayMain implements Callable<Integer> {
    private static final String PAGES = "org/curbline/gateway/pages";

    private static final Logger log = LoggerFactory.getLogger(GatewayMain.class);

    private final Map<String, String> environment;
    private final PrintWriter err;
    private final EndSignal signal;

    @Mixin
    private SettingsOptions options = new SettingsOptions();

    @Option(names = "--mqtt-port", paramLabel = "PORT", description = "MQTT over TCP (default: 1883)")
    private @Nullable Integer mqttPort;

    @Option(names = "--http-port", paramLabel = "PORT", description = "API, metrics, health (default: 8080)")
    private @Nullable Integer httpPort;

    private GatewayMain(Map<String, String> environment, PrintWriter err, EndSignal signal) {
        this.environment = environment;
        this.err = err;
        this.signal = signal;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        EndSignal.exitAfter(signal -> execute(args, System.getenv(), out, err, signal));
    }

    /** Runs until the signal. */
    static int execute(
            String[] args, Map<String, String> environment, PrintWriter out, PrintWriter err, EndSignal signal) {
        CommandLine command = new CommandLine(new GatewayMain(environment, err, signal))
                .addSubcommand(new ImportCommand(environment, out, err))
                .setOut(out)
                .setErr(err);
        return CommandLines.brief(command).execute(args);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            run(settings());
            return 0;
        } catch (SettingsException
                | StoreOpenException
                | RegistryException
                | GatewayStartException
                | ClusterException
                | CannotListenException e) {
            err.println("kiosk-gateway: " + e.getMessage());
            return 1;
        }
    }

    private Settings settings() {
        options.put("curbline.mqtt.port", mqttPort);
        options.put("curbline.gateway.http-port", httpPort);
        return options.load(
                new SettingsLoader(environment, Path.of("")),
                GatewaySettings.class,
                ClusterSettings.class,
                MqttSettings.class,
                PipelineSettings.class,
                QuarantineSettings.class,
                StatusSettings.class,
                WebhookSettings.class,
                CommandSettings.class,
                StoreSettings.class,
                RegistrySettings.class);
    }

    private void run(Settings settings) throws InterruptedException {
        InstantSource clock = Clock.systemUTC();
        GatewaySettings own = settings.get(GatewaySettings.class);
        StoreSettings storeSettings = settings.get(StoreSettings.class);
        log.info("Settings:\n{}", settings.describe());
        Listeners.objection(settings.get(MqttSettings.class), own.httpPort()).ifPresent(sentence -> {
            throw new GatewayStartException(sentence);
        });

        ClusterSettings clusterSettings = settings.get(ClusterSettings.class);
        Optional<Cluster> cluster =
                clusterSettings.enabled() ? Optional.of(Cluster.join(clusterSettings)) : Optional.empty();
        Vertx vertx = cluster.map(Cluster::vertx).orElseGet(Vertx::vertx);
        try (TelemetryStore store = ConfiguredStore.open(storeSettings, clock)) {
            Duration retention = storeSettings.retention();
            FleetStatus.Workplace workplace = cluster.isPresent()
                    ? new FleetStatus.Workplace(retention, clock, cluster)
                    : new FleetStatus.Workplace(
                            retention, clock, cluster, FleetStatus.askWhatIsLeft(vertx, store, retention, clock));
            serve(settings, vertx, store, workplace);
        } finally {
            vertx.close().await();
        }
    }

    private void serve(Settings settings, Vertx vertx, TelemetryStore store, FleetStatus.Workplace workplace)
            throws InterruptedException {
        GatewaySettings own = settings.get(GatewaySettings.class);
        InstantSource clock = workplace.clock();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (KioskRegistry registry = KioskRegistry.open(settings.get(RegistrySettings.class), clock);
                FleetStatus status =
                        FleetStatus.start(vertx, settings.get(StatusSettings.class), store, registry, workplace);
                Webhooks webhooks = Webhooks.start(
                        vertx,
                        settings.get(WebhookSettings.class),
                        registry,
                        status,
                        new Webhooks.Workplace(meters, clock, new SecureRandom()))) {
            Gateway gateway = Gateway.start(
                    vertx,
                    new Gateway.Settings(
                            settings.get(MqttSettings.class),
                            settings.get(PipelineSettings.class),
                            settings.get(QuarantineSettings.class)),
                    store.writer(),
                    registry,
                    new Gateway.Workplace(limits(own, settings.get(StoreSettings.class)), meters, clock));
            try (CommandDesk commands = CommandDesk.start(
                    vertx,
                    settings.get(CommandSettings.class),
                    registry.commands(),
                    gateway.commandLines(),
                    store.reader(),
                    clock)) {
                HttpFace.Builder face = HttpFace.builder(vertx)
                        .pages(PAGES)
                        .document(
                                "/asyncapi.yaml",
                                "application/yaml",
                                ProtocolDocument.asyncApi().getBytes(StandardCharsets.UTF_8));
                HttpFace http = GatewayHttp.add(face, vertx, gateway, status, webhooks, commands, meters)
                        .listen(own.httpHost(), own.httpPort())
                        .await();
                vertx.setPeriodic(
                        own.registryRefresh().toMillis(),
                        tick -> vertx.executeBlocking(() -> {
                            registry.refresh();
                            return null;
                        }));
                signal.await();
                log.info("Stopping: what was taken is stored and answered first.");
                http.close().await();
            } finally {
                gateway.stop();
            }
        }
    }

    static ProtocolLimits limits(GatewaySettings own, StoreSettings store) {
        ProtocolLimits standard = ProtocolLimits.DEFAULT;
        return new ProtocolLimits(
                standard.maxPayloadBytes(),
                standard.maxBatchEvents(),
                standard.maxNesting(),
                standard.maxStringLength(),
                own.maxClockAhead(),
                store.retention());
    }

    /** The version the program was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return CommandLines.version("Curbline gateway", GatewayMain.class);
        }
    }
}
