package org.curbline.telemetry;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.curbline.program.http.HttpFace;
import org.curbline.program.settings.Settings;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.database.RegistrySettings;
import org.curbline.status.StatusSettings;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.ConfiguredStore;
import org.curbline.store.configured.StoreSettings;
import org.curbline.telemetry.api.GatewayForwarding;
import org.curbline.telemetry.api.MapTiles;
import org.curbline.telemetry.api.OpenDataApi;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.open.OpenDataRule;
import org.curbline.telemetry.open.OpenDataSettings;
import org.curbline.telemetry.rollup.Rollups;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The telemetry service as a program of its own: its parts, opened in order and closed in the opposite one. */
final class TelemetryService implements AutoCloseable {
    /** What the program can be told. */
    static final Class<?>[] SETTINGS = {
        TelemetrySettings.class,
        OpenDataSettings.class,
        StoreSettings.class,
        RegistrySettings.class,
        StatusSettings.class
    };

    private static final Logger LOG = LoggerFactory.getLogger(TelemetryService.class);
    private static final int CLOSING_SECONDS = 20;
    private static final Duration ANSWERING_AT_MOST = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final HttpFace face;

    private TelemetryService(Settings settings, InstantSource clock) {
        TelemetrySettings telemetry = settings.get(TelemetrySettings.class);
        try {
            KioskRegistry registry = opened(KioskRegistry.open(settings.get(RegistrySettings.class), clock));
            TelemetryStore store = opened(ConfiguredStore.open(settings.get(StoreSettings.class), clock));
            PrometheusMeterRegistry meters = meters();
            open.push(meters::close);
            Rollups.Plan plan = new Rollups.Plan(
                    ConfiguredStore.retention(settings.get(StoreSettings.class)),
                    telemetry.rollupEvery(),
                    telemetry.zone());
            Rollups rollups = opened(Rollups.start(store, clock, plan, meters));
            Vertx vertx = Vertx.vertx();
            open.push(() -> await(vertx.close()));
            RegistryRefresh refresh = new RegistryRefresh(vertx, registry, telemetry.registryRefresh());
            open.push(refresh::stop);
            Reckoning reckoning =
                    Reckoning.of(telemetry.zone(), telemetry.weekStart(), settings.get(StatusSettings.class));
            TelemetryApi api =
                    new TelemetryApi(vertx, store.reader(), registry, clock, reckoning, rollups::coverage, meters);
            opened(KeptInMemory.start(rollups::areOfAllPoints, api.remembered()));
            OpenDataApi openData = api.openData(OpenDataRule.of(
                    settings.get(OpenDataSettings.class),
                    settings.get(StoreSettings.class).rollupRetention()));
            StoreProbe probe = new StoreProbe(vertx, store.reader(), clock);
            open.push(probe::stop);
            api.whenStoreIsAway(probe::doubt);
            MapTiles tiles = MapTiles.of(telemetry.mapTiles(), telemetry.mapCredit());
            HttpFace.Builder parts = openData.addTo(TelemetryApi.pages(HttpFace.builder(vertx), tiles));
            telemetry.gatewayUrl().ifPresent(gateway -> GatewayForwarding.addTo(parts, vertx, gateway));
            face = await(parts.api(TelemetryApi.DOCUMENT, api.operations())
                    .metrics(meters, Future::succeededFuture)
                    .readiness("store", probe::notReadyBecause)
                    .listen(telemetry.httpHost(), telemetry.httpPort()));
            open.push(() -> await(face.finish(ANSWERING_AT_MOST)));
        } catch (RuntimeException | Error e) { // the embedded store's own failures are Errors, too
            close();
            throw e;
        }
    }

    /**
     * Opens everything. Blocking.
     *
     * @throws RuntimeException whose message is a sentence for whoever starts the program; nothing is left open
     */
    static TelemetryService start(Settings settings, InstantSource clock) {
        return new TelemetryService(settings, clock);
    }

    /** The TCP port it listens on. */
    int port() {
        return face.port();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.warn("A part of the telemetry service did not close", e);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static PrometheusMeterRegistry meters() {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        return meters;
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(CLOSING_SECONDS, TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : e;
        }
    }
}
