package org.curbline.standalone;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.curbline.gateway.Gateway;
import org.curbline.gateway.GatewayHttp;
import org.curbline.gateway.GatewayStartException;
import org.curbline.gateway.commands.CommandDesk;
import org.curbline.gateway.commands.CommandSettings;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.gateway.pipeline.Books;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.gateway.quarantine.QuarantineSettings;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.webhooks.WebhookSettings;
import org.curbline.gateway.webhooks.Webhooks;
import org.curbline.program.http.CannotListenException;
import org.curbline.program.http.HttpFace;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.protocol.ProtocolDocument;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.database.RegistryException;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.WholeAudit;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.fleet.FleetSettings;
import org.curbline.simulator.kiosk.Target;
import org.curbline.simulator.scenario.Play;
import org.curbline.simulator.scenario.Scenario;
import org.curbline.simulator.scenario.Scenario.World;
import org.curbline.simulator.scenario.ScenarioException;
import org.curbline.status.StatusSettings;
import org.curbline.store.Retention;
import org.curbline.store.StoreOpenException;
import org.curbline.store.TelemetryStore;
import org.curbline.store.configured.ConfiguredStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.telemetry.KeptInMemory;
import org.curbline.telemetry.TelemetrySettings;
import org.curbline.telemetry.api.MapTiles;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.open.OpenDataRule;
import org.curbline.telemetry.open.OpenDataSettings;
import org.curbline.telemetry.rollup.Rollups;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the standalone program, put together: registry and store, then the gateway over them, then what is
 * served over HTTP, then the simulated kiosks. Taken apart in the opposite order. One thread.
 */
final class City implements AutoCloseable {
    private static final Duration PAST_EVERY = Duration.ofSeconds(10);
    private static final Duration LONG_AGO = Duration.ofHours(1);
    private static final Duration DRAIN_AT_MOST = Duration.ofSeconds(60);

    private static final String ADVICE =
            ".\nThe kiosks stopped: they send nothing that is not in the ledger. Make room,"
                    + " or choose another folder with --data DIR, and start again.";

    private final StandaloneOptions options;
    private final Scenario scenario;
    private final World world;
    private final Path data;
    private final InstantSource clock;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<Part> parts;
    private final Gateway gateway;
    private final Rollups rollups;
    private final SimulatedKiosks kiosks;
    private final @Nullable Fleet fleet;
    private boolean toldOfFailure;

    /** Each part that starts is pushed, so that whatever happens the parts before it can be ended. */
    private City(StandaloneOptions options, InstantSource clock, Stores stores, Vertx vertx, Deque<Part> parts) {
        this.options = options;
        this.scenario = options.played();
        this.world = scenario.world();
        this.clock = clock;
        this.data = options.data.toAbsolutePath().normalize();
        this.parts = parts;
        Settings settings = gatewaySettings();
        Retention retention = ConfiguredStore.retention(settings.get(CityStoreSettings.class));
        // The store takes the longest to open; the registry is opened meanwhile.
        CompletableFuture<TelemetryStore> opening =
                CompletableFuture.supplyAsync(() -> stores.open(data.resolve("store"), retention, clock));
        parts.push(() -> opening.thenAccept(TelemetryStore::close)
                .exceptionally(neverOpened -> null)
                .join());
        KioskRegistry registry = registry(opening);
        parts.push(registry::close);
        kiosks = kiosks(registry);
        TelemetryStore store = opened(opening);
        FleetStatus status = FleetStatus.start(
                vertx,
                settings.get(StatusSettings.class),
                store,
                registry,
                new FleetStatus.Workplace(retention.points(), clock));
        parts.push(status::close);
        Webhooks webhooks = Webhooks.start(
                vertx,
                settings.get(WebhookSettings.class),
                registry,
                status,
                new Webhooks.Workplace(meters, clock, new SecureRandom()));
        parts.push(webhooks::close);
        ProtocolLimits limits = ProtocolLimits.DEFAULT.withMaxAge(retention.points());
        Gateway.Workplace workplace = new Gateway.Workplace(limits, meters, clock);
        gateway = Gateway.start(vertx, gatewaySettings(settings), store.writer(), registry, workplace);
        parts.push(gateway::stop);
        CommandDesk commands = CommandDesk.start(
                vertx,
                settings.get(CommandSettings.class),
                registry.commands(),
                gateway.commandLines(),
                store.reader(),
                clock);
        parts.push(commands::close);
        TelemetrySettings telemetry = settings.get(TelemetrySettings.class);
        rollups = Rollups.start(
                store, clock, new Rollups.Plan(retention, telemetry.rollupEvery(), telemetry.zone()), meters);
        parts.push(rollups::close);
        Reckoning reckoning = Reckoning.of(telemetry.zone(), telemetry.weekStart(), status.settings());
        TelemetryApi api =
                new TelemetryApi(vertx, store.reader(), registry, clock, reckoning, rollups::coverage, meters);
        HttpFace.Builder face = face(vertx, api, settings);
        SimulationApi simulation = kiosks.sites().isEmpty() ? null : simulation(vertx, face, status);
        HttpFace http = GatewayHttp.add(face, vertx, gateway, status, webhooks, commands, meters)
                .listen(options.host, options.httpPort)
                .await();
        parts.push(() -> http.close().await());
        fleet = simulation == null ? null : fleet(vertx, kiosks.sites());
        if (simulation != null && fleet != null) {
            simulation.shows(fleet);
            rollUpThePast(vertx, fleet);
        }
        KeptInMemory kept = KeptInMemory.start(this::mayReadAhead, api.rememberedStates());
        parts.push(kept::close);
    }

    /** Of what kiosks still tell of long ago, all that was read would be read anew. */
    private boolean mayReadAhead() {
        return rollups.areOfAllPoints() && (fleet == null || !tellsOfLongAgo(fleet.progress()));
    }

    private boolean tellsOfLongAgo(FleetProgress progress) {
        return progress.simulatedTime().isBefore(clock.instant().minus(LONG_AGO));
    }

    /**
     * What a fleet tells of long ago is late, and so would be counted only when days of long ago have their turn. While
     * it tells nothing, paused or over, there is nothing to count.
     */
    private void rollUpThePast(Vertx vertx, Fleet started) {
        AtomicLong counted = new AtomicLong();
        vertx.setPeriodic(PAST_EVERY.toMillis(), timer -> {
            FleetProgress progress = started.progress();
            if (tellsOfLongAgo(progress) && counted.getAndSet(progress.acknowledged()) != progress.acknowledged()) {
                rollUp();
            }
        });
    }

    /**
     * Starts everything.
     *
     * @param clock the time that all of it lives by
     * @throws StandaloneException with one sentence if anything cannot start; nothing is left running then
     */
    static City start(StandaloneOptions options, InstantSource clock) {
        return start(options, clock, EmbeddedStore::open);
    }

    /** Likewise, over a store of another kind. */
    static City start(StandaloneOptions options, InstantSource clock, Stores stores) {
        Vertx vertx = Vertx.vertx();
        Deque<Part> parts = new ArrayDeque<>();
        parts.push(() -> vertx.close().await());
        try {
            return new City(options, clock, stores, vertx, parts);
        } catch (StandaloneException e) {
            endAfter(parts, e);
            throw e;
        } catch (CannotListenException e) {
            endAfter(parts, e);
            throw new StandaloneException(e.getMessage() + " Choose another port with --http-port.", e);
        } catch (RegistryException | StoreOpenException | GatewayStartException e) {
            endAfter(parts, e);
            throw new StandaloneException(String.valueOf(e.getMessage()), e);
        } catch (Exception e) { // await() throws what the future failed with
            endAfter(parts, e);
            throw new StandaloneException("Curbline cannot start. " + e.getMessage(), e);
        }
    }

    /** The simulated kiosks; null without any. */
    @Nullable
    Fleet fleet() {
        return fleet;
    }

    boolean hasFleet() {
        return fleet != null;
    }

    /** Whether the simulated kiosks have stopped before they were told to. */
    boolean hasLostItsFleet() {
        return fleet != null && !fleet.progress().failure().isEmpty();
    }

    String welcome() {
        return String.join(
                "\n",
                "Curbline is running: gateway, telemetry service and embedded store, data in " + data + ".",
                String.join("\n", kiosks.told()),
                "  look        http://localhost:" + options.httpPort + "/",
                "  publish     mqtt://localhost:" + options.mqttPort + " (open access: anybody is believed)",
                "  ask         http://localhost:" + options.httpPort
                        + "/openapi.json, /asyncapi.yaml, /metrics, /health/ready",
                "Ctrl-C ends it" + (options.runFor == null ? "." : ", or " + options.runFor.toSeconds() + " s."));
    }

    /** How it is going, in one line. */
    String line() {
        Books.Snapshot books = gateway.books().await();
        return String.format(
                Locale.ROOT,
                "kiosks connected %s   stored %,d/s   stored %,d   waiting %d   quarantined %d   books %s",
                connected(),
                (long) gateway.storedPerSecond(),
                books.stored(),
                books.waiting(),
                books.quarantined(),
                books.addUp() ? "balanced" : "DO NOT ADD UP");
    }

    /** How many there are, and what keeps the others away. */
    private String connected() {
        if (fleet == null) {
            return Integer.toString(gateway.connections());
        }
        FleetProgress progress = fleet.progress();
        boolean complete = progress.connected() == progress.kiosks();
        return progress.connected()
                + (complete ? "" : " of " + progress.kiosks())
                + (complete || progress.trouble().isEmpty() ? "" : " (" + progress.trouble() + ")");
    }

    /** Ends the simulation in order and asks the store for every event. */
    Ending finish() throws InterruptedException {
        return finish(line -> {});
    }

    /** @param told hears how far it is, while asking takes long */
    Ending finish(Consumer<String> told) throws InterruptedException {
        if (fleet == null) {
            return new Ending(true, "No kiosks were simulated, so there is no ledger to compare.");
        }
        fleet.stopGenerating().await();
        String trouble = fleet.drained(DRAIN_AT_MOST)
                .map("")
                .otherwise(failure -> "\n" + failure.getMessage())
                .await();
        if (hasLostItsFleet()) {
            toldOfFailure = true;
            trouble += ADVICE;
        }
        rollUp(); // what the fleet told of the past; the audit waits for it
        try {
            HttpApi api = new HttpApi(URI.create("http://127.0.0.1:" + options.httpPort));
            WholeAudit.Result audited = new WholeAudit(api, List.of(api), told)
                    .compare(fleet.ledger().index(), ledger());
            return Ending.of(audited, gateway.books().await().addUp(), trouble);
        } catch (IOException e) {
            return new Ending(false, "The store could not be asked: " + e.getMessage() + trouble);
        }
    }

    /** Begins to count what came late at once, not when its turn comes. */
    void rollUp() {
        rollups.lookAgain();
    }

    @Override
    public void close() {
        end(parts);
    }

    /** What has already gone wrong is what is told. */
    private static void endAfter(Deque<Part> parts, Exception why) {
        try {
            end(parts);
        } catch (StandaloneException e) {
            why.addSuppressed(e);
        }
    }

    /** All of them, also after one that cannot be ended in order. */
    private static void end(Deque<Part> parts) {
        StandaloneException first = null;
        for (Part part = parts.poll(); part != null; part = parts.poll()) {
            try {
                part.end();
            } catch (Exception e) { // await() throws what the future failed with
                StandaloneException failure =
                        new StandaloneException("Not all has ended in order. " + e.getMessage(), e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** When somebody else is in the folder neither can be opened, and the store says so. */
    private KioskRegistry registry(CompletableFuture<TelemetryStore> store) {
        try {
            return KioskRegistry.open("jdbc:h2:file:" + data.resolve("registry"), clock);
        } catch (RegistryException e) {
            opened(store);
            throw e;
        }
    }

    private static TelemetryStore opened(CompletableFuture<TelemetryStore> opening) {
        try {
            return opening.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreOpenException refused ? refused : e;
        }
    }

    private SimulatedKiosks kiosks(KioskRegistry registry) {
        if (options.city != null) {
            SimulatedKiosks listed = SimulatedKiosks.of(options.city, registry, options.kiosks, data);
            OpenFiles.require(listed.sites().size());
            return listed;
        }
        if (options.kiosks != null && options.kiosks == 0) {
            return SimulatedKiosks.none();
        }
        OpenFiles.require(world.city().kiosks()); // before so many are made up
        return SimulatedKiosks.of(play(null), registry);
    }

    /** @param sites the city's kiosks; null for those of the scenario */
    private Play play(@Nullable List<KioskSite> sites) {
        try {
            return sites == null ? Play.of(world, null, clock) : Play.of(world, sites, null, clock);
        } catch (ScenarioException | IOException e) {
            throw new StandaloneException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What the telemetry service serves, and the page. */
    private static HttpFace.Builder face(Vertx vertx, TelemetryApi telemetry, Settings settings) {
        TelemetrySettings told = settings.get(TelemetrySettings.class);
        OpenDataRule published = OpenDataRule.of(
                settings.get(OpenDataSettings.class),
                ConfiguredStore.retention(settings.get(CityStoreSettings.class)).rollups());
        MapTiles tiles = MapTiles.of(told.mapTiles(), told.mapCredit());
        return telemetry
                .openData(published)
                .addTo(TelemetryApi.pages(HttpFace.builder(vertx), tiles))
                .api(TelemetryApi.DOCUMENT, telemetry.operations())
                .document(
                        "/asyncapi.yaml",
                        "application/yaml",
                        ProtocolDocument.asyncApi().getBytes(StandardCharsets.UTF_8));
    }

    /** What only a program serves that simulates its kiosks. */
    private SimulationApi simulation(Vertx vertx, HttpFace.Builder face, FleetStatus status) {
        SimulationApi simulation = new SimulationApi(vertx, scenario, status.board());
        face.api(SimulationApi.DOCUMENT, simulation.operations()).pages("org/curbline/standalone/pages");
        return simulation;
    }

    private Settings gatewaySettings() {
        return new SettingsLoader(Map.of(), data)
                .withRules(CityStoreSettings.class, CityStoreSettings::objections)
                .load(
                        null,
                        Map.of(
                                "curbline.mqtt.host",
                                options.host,
                                "curbline.mqtt.port",
                                Integer.toString(options.mqttPort),
                                "curbline.mqtt.access",
                                "OPEN",
                                "curbline.mqtt.accept-unknown",
                                "true",
                                "curbline.quarantine.file",
                                data.resolve("quarantine.mv").toString()),
                        MqttSettings.class,
                        PipelineSettings.class,
                        QuarantineSettings.class,
                        StatusSettings.class,
                        WebhookSettings.class,
                        CommandSettings.class,
                        CityStoreSettings.class,
                        TelemetrySettings.class,
                        OpenDataSettings.class);
    }

    private static Gateway.Settings gatewaySettings(Settings settings) {
        return new Gateway.Settings(
                settings.get(MqttSettings.class),
                settings.get(PipelineSettings.class),
                settings.get(QuarantineSettings.class));
    }

    private Fleet fleet(Vertx vertx, List<KioskSite> sites) {
        Play play = play(options.city == null ? null : sites);
        Target target = new Target("127.0.0.1", options.mqttPort, "{kiosk}", "-");
        FleetSettings settings = play.in(new FleetSettings(play.sites(), target, ledger()));
        Fleet started = Fleet.start(vertx, settings, clock).await();
        parts.push(() -> end(started));
        return started;
    }

    private void end(Fleet started) {
        started.close()
                .recover(failure -> toldOfFailure ? Future.succeededFuture() : Future.failedFuture(failure))
                .await();
    }

    private Path ledger() {
        return data.resolve("ledger");
    }

    /** Opens the store that a city's data folder holds. */
    @FunctionalInterface
    interface Stores {
        /** @param retention how long what is kept */
        TelemetryStore open(Path folder, Retention retention, InstantSource clock);
    }

    /** Something that was started and can be ended. */
    private interface Part {
        void end();
    }

    /**
     * How it ended.
     *
     * @param text the books, and what is wrong with them
     */
    record Ending(boolean balanced, String text) {
        /**
         * All of it must be right.
         *
         * @param addUp whether the gateway's own books do
         * @param trouble lines to be said behind all else; none if there was none
         */
        static Ending of(WholeAudit.Result audited, boolean addUp, String trouble) {
            return new Ending(audited.agrees() && addUp && trouble.isEmpty(), audited.text() + trouble);
        }
    }
}
