package org.curbline.gateway.status;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.curbline.gateway.cluster.Cluster;
import org.curbline.gateway.cluster.Peers;
import org.curbline.gateway.events.ConnectionChanged;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.events.StatusChanged;
import org.curbline.gateway.pipeline.StoredEvents;
import org.curbline.gateway.pipeline.StoredEventsInbox;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.gateway.stream.EventFeed;
import org.curbline.gateway.stream.FeedWriter;
import org.curbline.program.Endings;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.status.DutyRoster;
import org.curbline.status.Judgement;
import org.curbline.status.KnownHistory;
import org.curbline.status.KnownHistory.LastMinutes;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusHistory;
import org.curbline.status.StatusHistory.Interval;
import org.curbline.status.StatusRule;
import org.curbline.status.StatusSettings;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.Transitions.Left;
import org.curbline.status.View;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.WeekHours;
import org.curbline.store.PointReader.StoreUnavailableException;
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
    private static final Duration MEET_AT_MOST = Duration.ofSeconds(5);
    /** So that a whole fleet's spools do not stand before what is told live. */
    private static final int CORRECTED_AT_ONCE = 8;

    private final Vertx vertx;
    private final Transitions transitions;
    private final KnownHistory known;
    private final TransitionWriter writer;
    private final LateReports late;
    private final SteadyStates steady;
    private final StatusBoard board;
    private final UseLearning learning;
    private final InstantSource clock;
    private final Duration retention;
    private final StatusSettings settings;
    private final KioskRegistry registry;
    private final Future<List<Left>> asked;
    private final EventFeed feed;
    private final WorkerExecutor worker;
    private final @Nullable SharedFleet shared;
    private final Optional<Cluster> cluster;
    private volatile boolean recovered;
    private boolean stopping;
    private int correcting;
    private volatile boolean met;
    private @Nullable String deployment;

    private FleetStatus(
            Vertx vertx, StatusSettings settings, TelemetryStore store, KioskRegistry registry, Workplace workplace) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = workplace.clock();
        this.registry = registry;
        this.retention = workplace.retention();
        this.asked = workplace.left();
        this.feed = new EventFeed(clock, settings.eventsKept(), settings.maxEventsKept());
        this.transitions = new Transitions(store.reader());
        StatusRule rule = new StatusRule(settings.allowedAge(), settings.offlineGrace());
        this.known = new KnownHistory(transitions, rule);
        this.worker = vertx.createSharedWorkerExecutor("status", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        this.writer = new TransitionWriter(vertx, worker, store.writer(), clock);
        this.late = new LateReports();
        this.steady = new SteadyStates(settings.eventHold());
        Doubt doubt = new Doubt(
                new WeekHours(settings.usualUse().zone()), settings.usualUse().falseSuspicions());
        this.board = new StatusBoard(rule, doubt, registry, clock, new Heard());
        UseLesson.Sources sources = new UseLesson.Sources(store.reader(), transitions, registry, board::find);
        this.learning = new UseLearning(vertx, sources, settings, clock, board);
        this.cluster = workplace.cluster();
        this.met = cluster.isEmpty();
        this.shared = cluster.isEmpty()
                ? null
                : new SharedFleet(
                        vertx, board, feed, registry, clock, settings.offlineGrace(), this::takeUpWhatIsLeftBehind);
    }

    /**
     * Asks the store what earlier gateways left. Of a large fleet that takes seconds, in which the rest of the program
     * can start: to be called as soon as the store is open.
     */
    public static Future<List<Left>> askWhatIsLeft(
            Vertx vertx, TelemetryStore store, Duration retention, InstantSource clock) {
        Instant since = clock.instant().minus(retention);
        return vertx.executeBlocking(() -> new Transitions(store.reader()).left(since), false);
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
     * What a kiosk's services were. Blocking.
     *
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public Map<Service, List<Interval>> history(KioskId kiosk, View view, Instant from, Instant to) {
        if (view == View.KNOWN) {
            Map<Service, List<Interval>> told =
                    known.of(kiosk, from, to, clock.instant().minus(retention));
            Kiosk registered = registry.find(kiosk.value());
            if (registered != null) {
                DutyRoster.of(registry, registered.id(), from, to)
                        .of(registered, Instant.MIN)
                        .layOver(told);
            }
            return told;
        }
        List<Transition> changes = new ArrayList<>();
        transitions.forEach(kiosk.value(), EnumSet.of(view), clock.instant().minus(retention), to, changes::add);
        return StatusHistory.of(changes, from, to);
    }

    /**
     * What was seen of everybody, as it is stored, in the order of time. Blocking.
     *
     * @param to exclusive
     * @throws StoreUnavailableException if the store cannot be asked
     */
    public void forEachSeen(Instant from, Instant to, Consumer<Transition> consumer) {
        transitions.forEach("", EnumSet.of(View.SEEN), from, to, consumer);
    }

    /** Whether what an earlier gateway left has been taken up. Any thread. */
    public boolean isRecovered() {
        return recovered;
    }

    /**
     * Whether it was learnt what use is usual, from whatever is stored; nothing new is suspected before. Any thread.
     */
    public boolean hasLearntUse() {
        return learning.hasLearnt();
    }

    /** Stops; what was collected is written unless that takes more than two seconds. Blocking; idempotent. */
    @Override
    public void close() {
        String id = deployment;
        deployment = null;
        if (id != null) {
            Endings.all(() -> vertx.undeploy(id).await(), () -> worker.close().await(), learning::close);
        }
    }

    /** Which gateways there are, as far as this one knows; empty if it is alone. Any thread. */
    public List<Peers.Shown> gateways() {
        return shared == null ? List.of() : shared.gateways();
    }

    /** Messages of other gateways that this one could not read, ever. Any thread. */
    public long notUnderstood() {
        return shared == null ? 0 : shared.notUnderstood();
    }

    /** Why this gateway cannot answer for the kiosks of others yet; empty when it can, or is alone. Any thread. */
    public Optional<String> notMetBecause() {
        return met ? Optional.empty() : Optional.of("Other gateways have not told yet what they know.");
    }

    /** With what was asked for while the program started, if it was. */
    private void takeUp() {
        Context loop = vertx.getOrCreateContext();
        asked.onComplete(left -> loop.runOnContext(now -> {
            if (left.succeeded()) {
                resume(left.result());
            } else {
                recover();
            }
        }));
    }

    private void recover() {
        Instant now = clock.instant();
        ask(() -> transitions.left(now.minus(retention)), this::recover, this::resume);
    }

    private void resume(List<Left> left) {
        left.forEach(each -> board.resume(each, decides(each.heard().kiosk())));
        recovered = true;
        learning.start();
        if (!left.isEmpty()) {
            log.info("{} services are known from before.", left.size());
            if (shared == null || shared.isAlone()) {
                tellWhatWasNotTold(known.lastMinutes(left));
            }
        }
    }

    /** What an earlier gateway has stored: of its last minutes all, of the time before what spools told in them. */
    private void tellWhatWasNotTold(LastMinutes last) {
        ask(last::spools, () -> tellWhatWasNotTold(last), spools -> {
            spools.forEach((kiosk, from) -> late.heard(kiosk, from, clock.instant()));
            tellAnew(last);
        });
    }

    /** One part after the other, so that what changes meanwhile is written in between. */
    private void tellAnew(LastMinutes last) {
        if (!last.isOver()) {
            ask(last::next, () -> tellAnew(last), told -> {
                told.forEach(this::tellAnew);
                tellAnew(last);
            });
        }
    }

    /**
     * That nobody knew is looked at once more when the spools that may tell are stored: some were perhaps stored
     * between two parts, and then it was not so.
     */
    private void tellAnew(Transition transition) {
        writer.add(transition);
        if (transition.state() == ServiceState.UNKNOWN) {
            late.heard(transition.kiosk(), transition.at(), clock.instant());
        }
    }

    /** Asks the store, on the worker; and once more after a while, if it is away. */
    private <T> void ask(Callable<T> question, Runnable again, Consumer<T> answer) {
        if (stopping) {
            return;
        }
        worker.executeBlocking(question, true).onComplete(read -> {
            if (read.succeeded()) {
                answer.accept(read.result());
            } else if (read.cause() instanceof StoreUnavailableException) {
                vertx.setTimer(ASK_AGAIN.toMillis(), later -> again.run());
            } else {
                log.error("What an earlier gateway knew of the fleet could not be read.", read.cause());
            }
        });
    }

    private boolean decides(KioskId kiosk) {
        return shared == null || shared.decides(kiosk);
    }

    /**
     * What a gateway that is gone stored and did not tell, and what it decided and did not store: while the store took
     * nothing, others may have followed it for as long. What this one has told is in the store before it is asked.
     */
    private void takeUpWhatIsLeftBehind(Instant seen) {
        writer.handedOver().onSuccess(ready -> {
            Instant asked = clock.instant();
            Instant since = seen.minus(KnownTimeline.LOOK_BACK);
            ask(() -> transitions.left(since), () -> takeUpWhatIsLeftBehind(seen), left -> {
                for (Left each : left) {
                    boolean decides = decides(each.heard().kiosk());
                    Transition unstored = board.leftBehind(each, decides, asked);
                    if (unstored != null && decides) {
                        writer.add(unstored);
                    }
                }
                tellWhatWasNotTold(known.lastMinutes(left));
            });
        });
    }

    private void publish(Transition transition) {
        LocalEvents.publish(vertx, StatusChanged.ADDRESS, new StatusChanged(transition));
    }

    private void correct() {
        if (!writer.isFull()) {
            late.due(clock.instant(), CORRECTED_AT_ONCE - correcting).forEach(this::correct);
        }
    }

    /** What was told so far is in the store before it is told anew; or it would be written over what is right. */
    private void correct(KioskId kiosk, Instant from) {
        correcting++;
        writer.handedOver()
                .compose(ready -> worker.executeBlocking(() -> known.toldAnew(kiosk, from), true))
                .onSuccess(told -> told.forEach(writer::add))
                .onFailure(failure -> {
                    if (!(failure instanceof StoreUnavailableException)) {
                        log.error("What {} told late could not be told anew; it is tried again.", kiosk, failure);
                    }
                    late.heard(kiosk, from, clock.instant());
                })
                .eventually(() -> {
                    correcting--;
                    correct();
                    return Future.succeededFuture();
                });
    }

    /**
     * What the program around it provides.
     *
     * @param retention how far back the store is asked
     * @param cluster its place among other gateways; empty if it is alone
     * @param left as {@link #askWhatIsLeft} answers; failed if nobody asked. Of no use among others, who go on deciding
     */
    public record Workplace(
            Duration retention, InstantSource clock, Optional<Cluster> cluster, Future<List<Left>> left) {
        private static final Future<List<Left>> NOT_ASKED = Future.failedFuture("Nobody has asked yet.");

        /** Of a gateway for which nobody has asked what is left. */
        public Workplace(Duration retention, InstantSource clock, Optional<Cluster> cluster) {
            this(retention, clock, cluster, NOT_ASKED);
        }

        /** Of one that is alone, too. */
        public Workplace(Duration retention, InstantSource clock) {
            this(retention, clock, Optional.empty());
        }
    }

    /** What the board says. */
    private final class Heard implements StatusBoard.Changes {
        @Override
        public void changed(Transition transition, Judgement before) {
            if (transition.view() != View.KNOWN && !decides(transition.kiosk())) {
                return; // another gateway tells it
            }
            if (shared != null) {
                shared.changed(transition.kiosk());
            }
            if (transition.view() == View.SEEN && settings.eventHold().isZero()) {
                publish(transition);
            } else if (transition.view() == View.SEEN) {
                steady.changed(transition, before, clock.instant());
            }
            if (transition.view() == View.KNOWN && writer.isFull()) {
                late(transition.kiosk(), transition.at()); // the reports that tell it are stored
            } else {
                writer.add(transition);
            }
        }

        @Override
        public void late(KioskId kiosk, Instant from) {
            late.heard(kiosk, from, clock.instant());
        }
    }

    /** Everything that changes the board. */
    private final class OnItsLoop extends VerticleBase {
        private @Nullable StoredEventsInbox inbox;
        private long missed;

        @Override
        public Future<?> start() {
            SharedFleet others = shared;
            FeedWriter.start(vertx, feed, others == null ? told -> {} : others::tell);
            LocalEvents.<ConnectionChanged>consume(
                    vertx, ConnectionChanged.ADDRESS, others == null ? this::connection : others::connection);
            vertx.setPeriodic(TICK_MILLIS, tick -> tick());
            board.tick();
            Future<?> ready = others == null ? recovering() : meet(others);
            return Future.all(ready, StoredEventsInbox.open(vertx, this::stored).onSuccess(opened -> inbox = opened));
        }

        private Future<Void> recovering() {
            takeUp();
            return Future.succeededFuture();
        }

        /** Waits for what others know, but not for long. */
        private Future<Void> meet(SharedFleet others) {
            return others.open(cluster.orElseThrow()).compose(peers -> {
                Future<Void> settled = peers.settled().onSuccess(told -> {
                    met = true;
                    recover();
                });
                return settled.timeout(MEET_AT_MOST.toMillis(), TimeUnit.MILLISECONDS)
                        .otherwiseEmpty();
            });
        }

        private void tick() {
            if (shared != null) {
                shared.tick(clock.instant());
            }
            lookForMissed();
            board.tick();
            learning.tick();
            steady.steady(clock.instant()).forEach(FleetStatus.this::publish);
            correct();
        }

        private void stored(StoredEvents events) {
            board.stored(events);
            for (int i = 0; shared != null && i < events.size(); i++) {
                shared.changed(events.kiosk(i));
            }
        }

        /** Of the only gateway: its connections are all there are. */
        private void connection(ConnectionChanged change) {
            if (change.open() != board.connection(change.kiosk()).online()) {
                PresenceChanged presence =
                        new PresenceChanged(change.kiosk(), change.open(), change.at(), change.reason());
                board.presence(presence);
                feed.append(CloudEvent.of(presence));
            }
        }

        private void lookForMissed() {
            if (inbox != null && inbox.missed() > missed) {
                missed = inbox.missed();
                board.missed();
            }
        }

        @Override
        public Future<?> stop() {
            stopping = true;
            if (inbox != null) {
                inbox.close();
            }
            learning.stop();
            return shared == null
                    ? writer.stop()
                    : shared.leave().otherwiseEmpty().compose(left -> writer.stop());
        }
    }
}
