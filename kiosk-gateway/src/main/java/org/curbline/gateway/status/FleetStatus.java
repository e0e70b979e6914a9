package org.curbline.gateway.status;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.events.StatusChanged;
import org.curbline.gateway.pipeline.StoredEventsInbox;
import org.curbline.gateway.status.StatusHistory.Interval;
import org.curbline.gateway.stream.EventFeed;
import org.curbline.gateway.stream.FeedWriter;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointWriter.WriterClosedException;
import org.curbline.store.TelemetryStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The board at work: fed by the event bus on an event loop of its own, so that it cannot slow storing; every transition
 * is published and stored. Registry and store belong to whoever made them.
 */
public final class FleetStatus implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FleetStatus.class);
    private static final long TICK_MILLIS = 250;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);
    private static final Duration LAST_WRITE = Duration.ofSeconds(2);
    private static final int FIRST_SIZE = 256;

    private final Vertx vertx;
    private final TelemetryStore store;
    private final TransitionStore transitions;
    private final StatusBoard board;
    private final InstantSource clock;
    private final StatusSettings settings;
    private final EventFeed feed;
    private final WorkerExecutor worker;
    private PointBatch collected = new PointBatch(FIRST_SIZE);
    private boolean writing;
    private Promise<Void> written = Promise.promise();
    private @Nullable String deployment;

    private FleetStatus(
            Vertx vertx, StatusSettings settings, TelemetryStore store, KioskRegistry registry, Workplace workplace) {
        this.vertx = vertx;
        this.store = store;
        this.settings = settings;
        this.clock = workplace.clock();
        this.feed = new EventFeed(clock, settings.eventsKept(), settings.maxEventsKept());
        this.transitions = new TransitionStore(store.reader(), workplace.retention());
        StatusRule rule = new StatusRule(settings.allowedAge(), settings.offlineGrace());
        this.board = new StatusBoard(rule, registry, clock, this::changed);
        this.worker = vertx.createSharedWorkerExecutor("status", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Starts it. To be called before the gateway takes its first event. Blocking. */
    public static FleetStatus start(
            Vertx vertx, StatusSettings settings, TelemetryStore store, KioskRegistry registry, Workplace workplace) {
        LocalEvents.prepare(vertx);
        FleetStatus status = new FleetStatus(vertx, settings, store, registry, workplace);
        status.deployment = vertx.deployVerticle(status.new OnItsLoop()).await();
        return status;
    }

    public StatusSettings settings() {
        return settings;
    }

    /** What changed of late; any thread. */
    public EventFeed feed() {
        return feed;
    }

    /** What is shown; any thread. */
    public StatusBoard board() {
        return board;
    }

    /**
     * What a kiosk's services were, as it was seen. Blocking.
     *
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public Map<Service, List<Interval>> history(KioskId kiosk, Instant from, Instant to) {
        return StatusHistory.of(transitions.changes(kiosk, clock.instant(), to), from, to);
    }

    /** Stops; what was collected is written unless that takes more than two seconds. Blocking; idempotent. */
    @Override
    public void close() {
        String id = deployment;
        deployment = null;
        if (id != null) {
            vertx.undeploy(id).await();
            worker.close().await();
        }
    }

    private void changed(StatusChanged change) {
        LocalEvents.publish(vertx, StatusChanged.ADDRESS, change);
        TransitionStore.add(change, collected);
        if (!writing) {
            writing = true;
            vertx.runOnContext(soon -> write()); // with what else changes now
        }
    }

    private void write() {
        PointBatch batch = collected;
        collected = new PointBatch(FIRST_SIZE);
        worker.executeBlocking(() -> store.writer().write(batch), true).onComplete(done -> {
            if (done.failed() && !(done.cause() instanceof WriterClosedException)) {
                log.error("{} transitions were not stored.", batch.size(), done.cause());
            }
            writing = collected.size() > 0;
            if (writing) {
                write();
            } else {
                written.tryComplete();
            }
        });
    }

    private void recover() {
        worker.executeBlocking(() -> transitions.left(clock.instant()), true).onComplete(left -> {
            if (left.succeeded()) {
                resume(left.result());
            } else if (left.cause() instanceof StoreUnavailableException) {
                vertx.setTimer(ASK_AGAIN.toMillis(), again -> recover());
            } else {
                log.error("What an earlier gateway knew of the fleet could not be read.", left.cause());
            }
        });
    }

    private void resume(List<TransitionStore.Left> left) {
        for (TransitionStore.Left each : left) {
            board.resume(each.kiosk(), each.service(), each.said(), each.since(), each.newest());
        }
        if (!left.isEmpty()) {
            log.info("{} services are known from before.", left.size());
        }
    }

    /**
     * What the program around it provides.
     *
     * @param retention how far back the store is asked
     */
    public record Workplace(Duration retention, InstantSource clock) {}

    /** Everything that changes the board. */
    private final class OnItsLoop extends VerticleBase {
        private @Nullable StoredEventsInbox inbox;

        @Override
        public Future<?> start() {
            FeedWriter.start(vertx, feed);
            LocalEvents.<PresenceChanged>consume(vertx, PresenceChanged.ADDRESS, board::presence);
            vertx.setPeriodic(TICK_MILLIS, tick -> board.tick());
            board.tick();
            recover();
            return StoredEventsInbox.open(vertx, board::stored).onSuccess(opened -> inbox = opened);
        }

        @Override
        public Future<?> stop() {
            if (inbox != null) {
                inbox.close();
            }
            written = Promise.promise();
            if (!writing) {
                written.complete();
            }
            long patience = vertx.setTimer(LAST_WRITE.toMillis(), over -> written.tryComplete());
            return written.future().onComplete(done -> vertx.cancelTimer(patience));
        }
    }
}
