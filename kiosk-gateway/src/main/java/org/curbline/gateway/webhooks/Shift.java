package org.curbline.gateway.webhooks;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookStore;
import org.curbline.registry.webhook.WebhookStore.Extent;
import org.curbline.registry.webhook.WebhookStore.Round;
import org.curbline.registry.webhook.WebhookStore.Writing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gateway's part in telling receivers: several times within {@code takeover} it says that it lives, and looks what
 * is to be done. Before it writes events itself, it sees to it that those of a gateway before it are written, so that
 * their order is kept. On the event loop it is made on, but for {@link #lookAgain}.
 */
final class Shift {
    private static final Logger log = LoggerFactory.getLogger(Shift.class);
    private static final int BEATS = 3;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration TIDY = Duration.ofMinutes(1);
    private static final Duration LAST_WRITE = Duration.ofSeconds(2);
    private static final Duration LEAVE = Duration.ofSeconds(5);
    /** Beats after which what was taken up from the store at the start is in the feed. */
    private static final int SETTLED = 3;

    private final Context loop;
    private final WebhookSettings settings;
    private final Parts parts;
    private final Dispatcher.Terms terms;
    private final Dispatcher dispatcher;
    private final EventRecorder recorder;
    private final OtherGateways others;
    private final Instant started;
    private @Nullable Writing inherited;
    private Future<?> lastRound = Future.succeededFuture();
    private Instant lastBeat;
    private long next;
    private int settledBeats;
    private boolean away;
    private boolean beating;
    private boolean again;
    private boolean looking;
    private boolean delivers;
    private boolean over;

    Shift(Vertx vertx, WebhookSettings settings, Parts parts, Dispatcher.Terms terms) {
        this.loop = vertx.getOrCreateContext();
        this.settings = settings;
        this.parts = parts;
        this.terms = terms;
        this.started = terms.clock().instant();
        this.lastBeat = started;
        StoredTransitions past = new StoredTransitions(parts.status);
        this.dispatcher = new Dispatcher(vertx, parts.database, parts.store, parts.sender, terms, this::beat);
        this.recorder = new EventRecorder(
                vertx, parts.database, parts.status.feed(), parts.store, past, terms.clock(), dispatcher::wake);
        this.others = new OtherGateways(parts.database, parts.store, past, terms.clock(), this::lookAgain);
        vertx.setPeriodic(settings.takeover().toMillis() / BEATS, tick -> beatUnlessOneIsUnderWay());
        vertx.setPeriodic(LOOK.toMillis(), tick -> look());
        vertx.setPeriodic(TIDY.toMillis(), tick -> tidy());
        beat();
    }

    /** What is to be done may have changed. Any thread. */
    void lookAgain() {
        loop.runOnContext(now -> beat());
    }

    /** Writes what is in the feed, and lets others go on; neither of it if that takes too long. */
    Future<Void> end() {
        over = true;
        dispatcher.serve(List.of());
        return lastRound
                .otherwiseEmpty()
                .compose(beaten -> recorder.finish())
                .timeout(LAST_WRITE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(written -> parts.database
                        .<Void>run(() -> {
                            parts.store.leave(terms.gateway(), told());
                            return null;
                        })
                        .timeout(LEAVE.toMillis(), TimeUnit.MILLISECONDS))
                .otherwiseEmpty();
    }

    private void beatUnlessOneIsUnderWay() {
        if (!beating) {
            beat();
        }
    }

    /** If one is under way, once more when it is over: what it read may be old. */
    private void beat() {
        if (beating || over) {
            again = beating;
            return;
        }
        beating = true;
        Writing told = told();
        Future<Found> round = parts.database.run(() -> {
            Round beaten = parts.store.beat(terms.gateway(), told, settings.takeover());
            return new Found(beaten, parts.store.all(), parts.store.extent(), told != null);
        });
        lastRound = round;
        round.onComplete(done -> {
            beating = false;
            if (over) {
                return;
            }
            if (done.succeeded()) {
                found(done.result());
            } else {
                lost(done.cause());
            }
            if (again) {
                again = false;
                beat();
            }
        });
    }

    private void found(Found found) {
        if (away) {
            away = false;
            log.info("Webhooks are served again.");
        }
        lastBeat = terms.clock().instant();
        delivers = found.round.delivers();
        next = found.extent.next();
        parts.metrics.show(found.webhooks, next);
        if (!again || !delivers) { // what was read before somebody asked to look again is old
            dispatcher.serve(delivers ? found.webhooks : List.of());
        }
        if (found.webhooks.isEmpty()) {
            recorder.end();
            others.forget(found.round.others());
        } else if (recorder.writing() == null) {
            takeUp(found);
        } else if (found.enrolled) {
            if (others.allLive(found.round.others()) && recorder.isHeld()) {
                recorder.release();
            }
            settledBeats += parts.status.isRecovered() && !recorder.isHeld() ? 1 : 0;
            recorder.drain();
        }
    }

    /** Without the database for too long, somebody else may be delivering. */
    private void lost(Throwable failure) {
        if (lastBeat.plus(settings.takeover()).isBefore(terms.clock().instant())) {
            delivers = false;
            dispatcher.serve(List.of());
            if (!away) {
                away = true;
                log.warn("Webhooks cannot be served: {}", failure.getMessage());
            }
        }
    }

    /** From now on this gateway writes. */
    private void takeUp(Found found) {
        Instant since = found.webhooks.stream()
                .map(Webhook::created)
                .min(Instant::compareTo)
                .orElseThrow();
        Instant until = found.round.others().stream()
                .map(other -> other.writing().until())
                .min(Instant::compareTo)
                .orElse(since.isAfter(started) ? since : started);
        inherited = new Writing(since, until);
        settledBeats = 0;
        recorder.begin(inherited);
        lookAgain(); // and says so, before it writes anything
    }

    /**
     * What whoever comes after this gateway may rely on. At first it is what the one before it left: what this one
     * takes up from the store may be of a time long past.
     */
    private @Nullable Writing told() {
        Writing writing = recorder.writing();
        return writing == null || settledBeats >= SETTLED ? writing : inherited;
    }

    /** Another gateway may have written something. */
    private void look() {
        if (!delivers || looking || over) {
            return;
        }
        looking = true;
        parts.database.run(parts.store::extent).onComplete(done -> {
            looking = false;
            if (done.succeeded() && done.result().next() != next) {
                next = done.result().next();
                dispatcher.wake();
            }
        });
    }

    private void tidy() {
        if (!delivers || over) {
            return;
        }
        dispatcher.settle();
        Instant before = terms.clock().instant().minus(settings.eventsKept());
        parts.database
                .<Void>run(() -> {
                    parts.store.trim(before, settings.maxEventsKept());
                    return null;
                })
                .onFailure(failure -> log.debug("What is too old is forgotten later.", failure));
    }

    record Parts(
            DatabaseWork database, WebhookStore store, Sender sender, WebhookMetrics metrics, FleetStatus status) {}

    /** @param enrolled whether this gateway had said that it writes */
    private record Found(Round round, List<Webhook> webhooks, Extent extent, boolean enrolled) {}
}
