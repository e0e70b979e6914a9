package org.curbline.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.metrics.GatewayMetrics;
import org.curbline.gateway.mqtt.Admission;
import org.curbline.gateway.mqtt.CommandLines;
import org.curbline.gateway.mqtt.Listeners;
import org.curbline.gateway.mqtt.MqttLane;
import org.curbline.gateway.mqtt.MqttSettings;
import org.curbline.gateway.pipeline.Books;
import org.curbline.gateway.pipeline.KnownKiosks;
import org.curbline.gateway.pipeline.Pipeline;
import org.curbline.gateway.pipeline.PipelineSettings;
import org.curbline.gateway.pipeline.Replay;
import org.curbline.gateway.quarantine.Quarantine;
import org.curbline.gateway.quarantine.QuarantineSettings;
import org.curbline.gateway.quarantine.QuarantinedMessage;
import org.curbline.program.Why;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.PointWriter;

/**
 * A running gateway, whole: several {@link MqttLane}s over one store, one registry and one quarantine. It owns the
 * quarantine and its workers; store and registry belong to whoever made them. Any thread.
 */
public final class Gateway {
    private static final Duration DRAIN_AT_MOST = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final KioskRegistry registry;
    private final InstantSource clock;
    private final Quarantine quarantine;
    private final StoreWatch storeWatch;
    private final KnownKiosks kiosks;
    private final MqttSettings mqtt;
    private final MqttLane.Shared shared;
    private final WorkerExecutor storeWorkers;
    private final WorkerExecutor admissionWorkers;
    private final WorkerExecutor admissionDatabase;
    private final Admission admission;
    private final EventDecoder decoder;
    private final List<MqttLane> lanes = new CopyOnWriteArrayList<>();
    private final List<String> deployments = new CopyOnWriteArrayList<>();
    private final GatewayMetrics metrics;
    private volatile double storedPerSecond;
    private long storedBefore;
    private long rateTimer;

    private Gateway(Vertx vertx, Settings settings, PointWriter store, KioskRegistry registry, Workplace workplace)
            throws IOException {
        this.vertx = vertx;
        this.registry = registry;
        this.clock = workplace.clock();
        this.mqtt = settings.mqtt();
        int loops = loops(mqtt);
        this.decoder = new EventDecoder(workplace.limits());
        this.quarantine = Quarantine.open(vertx, settings.quarantine(), clock);
        this.metrics = new GatewayMetrics(workplace.meters()); // only once this is sure to be the gateway here
        this.storeWatch = new StoreWatch(vertx, store);
        this.storeWorkers = vertx.createSharedWorkerExecutor(
                "store-writer", loops * settings.pipeline().concurrentWrites(), Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        this.admissionWorkers = vertx.createSharedWorkerExecutor("admission", 2, 1, TimeUnit.MINUTES);
        this.admissionDatabase =
                vertx.createSharedWorkerExecutor("admission-database", 2, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        this.admission = new Admission(registry, settings.mqtt(), admissionWorkers, admissionDatabase);
        this.kiosks = new KnownKiosks(settings.pipeline().maxKiosks());
        this.shared = new MqttLane.Shared(
                settings.mqtt(),
                settings.pipeline(),
                new Pipeline.Parts(decoder, store, storeWorkers, quarantine, clock),
                admission,
                kiosks,
                metrics);
        metrics.watch(shared::connections, quarantine, store);
        metrics.watchTurnedAway("password-check", admission, Admission::turnedAwayByHashing);
        metrics.watchTurnedAway("registry", admission, Admission::turnedAwayByDatabase);
    }

    /**
     * Starts a gateway. Blocking; not on an event loop.
     *
     * @throws GatewayStartException with a sentence for people; nothing is left running then
     */
    public static Gateway start(
            Vertx vertx, Settings settings, PointWriter store, KioskRegistry registry, Workplace workplace) {
        Listeners.objection(settings.mqtt()).ifPresent(sentence -> {
            throw new GatewayStartException(sentence);
        });
        Gateway gateway;
        try {
            gateway = new Gateway(vertx, settings, store, registry, workplace);
        } catch (IOException e) {
            throw new GatewayStartException(String.valueOf(e.getMessage()), e);
        }
        try {
            gateway.storeWatch.start();
            gateway.listen(settings.mqtt()).await();
            return gateway;
        } catch (Exception e) { // await throws what the future failed with
            gateway.undeploy();
            throw new GatewayStartException(sentence(settings.mqtt(), e), e);
        }
    }

    /** Stops taking anything new, settles and answers what was taken, then ends. Blocking; idempotent. */
    public void stop() {
        vertx.cancelTimer(rateTimer);
        List<Future<Void>> draining = new ArrayList<>();
        lanes.forEach(lane -> draining.add(lane.drain(DRAIN_AT_MOST)));
        Future.join(draining).await();
        undeploy();
    }

    /** What became of every event, over all lanes, adding up exactly. */
    public Future<Books.Snapshot> books() {
        List<Future<Books.Snapshot>> parts = new ArrayList<>();
        lanes.forEach(lane -> parts.add(lane.books()));
        return Future.all(parts)
                .map(all -> parts.stream().map(Future::result).reduce(Books.Snapshot.EMPTY, Books.Snapshot::plus));
    }

    /** Sets what the next scrape of the metrics shows. */
    public Future<Void> beforeScrape() {
        return books().map(books -> {
            metrics.show(books);
            return null;
        });
    }

    /** Why nothing can be stored at the moment; empty when it can. */
    public Optional<String> notReadyBecause() {
        return storeWatch.notReadyBecause();
    }

    /** Sends quarantined messages through the pipeline again; those that are stored leave the quarantine. */
    public Future<Replay.Result> replay(List<QuarantinedMessage> messages) {
        return new Replay(decoder, clock, kiosks, quarantine).run(messages, lanes.get(0)::run, lanes.get(0)::pipeline);
    }

    public int connections() {
        return shared.connections();
    }

    public double storedPerSecond() {
        return storedPerSecond;
    }

    public KioskRegistry registry() {
        return registry;
    }

    public KnownKiosks kiosks() {
        return kiosks;
    }

    public Quarantine quarantine() {
        return quarantine;
    }

    /** Where kiosks listen to commands. */
    public CommandLines commandLines() {
        return shared.commandLines();
    }

    /** How kiosks may connect. */
    MqttSettings mqtt() {
        return mqtt;
    }

    public InstantSource clock() {
        return clock;
    }

    private Future<Void> listen(MqttSettings settings) {
        LocalEvents.prepare(vertx);
        List<Future<String>> deployed = new ArrayList<>();
        for (int i = 0; i < loops(settings); i++) {
            MqttLane lane = new MqttLane(shared);
            deployed.add(vertx.deployVerticle(lane, new DeploymentOptions()).onSuccess(id -> {
                lanes.add(lane);
                deployments.add(id);
            }));
        }
        rateTimer = vertx.setPeriodic(1_000, tick -> books().onSuccess(this::measureRate));
        return Future.join(deployed).mapEmpty();
    }

    private void measureRate(Books.Snapshot books) {
        storedPerSecond = books.stored() - storedBefore;
        storedBefore = books.stored();
    }

    private void undeploy() {
        vertx.cancelTimer(rateTimer);
        deployments.forEach(id -> vertx.undeploy(id).otherwiseEmpty().await());
        deployments.clear();
        storeWatch.stop();
        quarantine.close();
        metrics.close();
        storeWorkers.close();
        admissionWorkers.close();
        admission.end().await(); // an interrupted H2 closes its file
        admissionDatabase.close();
    }

    private static int loops(MqttSettings settings) {
        return settings.eventLoops() > 0
                ? settings.eventLoops()
                : Runtime.getRuntime().availableProcessors();
    }

    private static String sentence(MqttSettings settings, Throwable failure) {
        if (failure instanceof BindException
                && String.valueOf(failure.getMessage()).contains("in use")) {
            return "A port for MQTT is taken (" + settings.port()
                    + settings.websocketPort().map(port -> ", " + port).orElse("")
                    + "): end the program that listens there, or choose another with --mqtt-port.";
        }
        return "The gateway cannot listen for MQTT on " + settings.host() + ": " + Why.of(failure);
    }

    /** What a gateway can be told. */
    public record Settings(MqttSettings mqtt, PipelineSettings pipeline, QuarantineSettings quarantine) {}

    /** What the program around it provides. */
    public record Workplace(ProtocolLimits limits, MeterRegistry meters, InstantSource clock) {}
}
