package org.curbline.benchmarks;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.gateway.Gateway;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.gateway.quarantine.QuarantineSettings;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistrySettings;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.ConfiguredStore;
import org.curbline.store.configured.StoreSettings;

/** A gateway and nothing around it: no API, no metrics page. Its settings are arguments, as {@code key=value}. */
public final class GatewayLauncher {
    private GatewayLauncher() {}

    public static void main(String[] args) {
        Map<String, String> options = Stream.of(args)
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(each -> each[0], each -> each[1]));
        Settings settings = new SettingsLoader(Map.of(), Path.of("/"))
                .load(
                        null,
                        options,
                        MqttSettings.class,
                        PipelineSettings.class,
                        QuarantineSettings.class,
                        RegistrySettings.class,
                        StoreSettings.class);
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        InstantSource clock = InstantSource.system();
        TelemetryStore store = ConfiguredStore.open(settings.get(StoreSettings.class), clock);
        KioskRegistry registry = KioskRegistry.open(settings.get(RegistrySettings.class), clock);
        Gateway gateway = Gateway.start(
                vertx,
                new Gateway.Settings(
                        settings.get(MqttSettings.class),
                        settings.get(PipelineSettings.class),
                        settings.get(QuarantineSettings.class)),
                store.writer(),
                registry,
                new Gateway.Workplace(
                        ProtocolLimits.DEFAULT, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), clock));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            gateway.stop();
            store.close();
            registry.close();
        }));
    }
}
