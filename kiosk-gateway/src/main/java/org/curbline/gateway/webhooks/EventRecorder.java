package org.curbline.gateway.webhooks;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.curbline.gateway.stream.EventFeed;
import org.curbline.gateway.stream.FeedEvent;
import org.curbline.registry.webhook.WebhookEvent;
import org.curbline.registry.webhook.WebhookStore;
import org.curbline.registry.webhook.WebhookStore.Writing;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the feed into the durable log, in batches, while there is a webhook. While the database is away the feed keeps
 * what is to be copied; what it does not keep so long is taken from the store of transitions. On one event loop, but
 * for {@link #wake}.
 */
final class EventRecorder {
    private static final Logger log = LoggerFactory.getLogger(EventRecorder.class);
    private static final int AT_ONCE = 500;
    private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Context loop;
    private final DatabaseWork database;
    private final EventFeed feed;
    private final WebhookStore store;
    private final StoredTransitions past;
    private final InstantSource clock;
    private final Runnable recorded;
    private final Runnable wake = this::wake;
    private final AtomicBoolean awake = new AtomicBoolean();
    private @Nullable Writing writing;
    private long position;
    private @Nullable Promise<Void> finished;
    private boolean busy;
    private boolean held = true;

    /** @param recorded to be run when there is something new in the log */
    EventRecorder(
            Vertx vertx,
            DatabaseWork database,
            EventFeed feed,
            WebhookStore store,
            StoredTransitions past,
            InstantSource clock,
            Runnable recorded) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.database = database;
        this.feed = feed;
        this.store = store;
        this.past = past;
        this.clock = clock;
        this.recorded = recorded;
    }

    /** What it has written; null while there is nobody to write for. */
    @Nullable
    Writing writing() {
        return writing;
    }

    /**
     * There is a webhook.
     *
     * @param before what was written by others
     */
    void begin(Writing before) {
        if (writing == null) {
            writing = before;
            position = feed.since(before.from());
            feed.listen(wake);
        }
    }

    /** What an earlier gateway left unwritten has been written: now this one's turn has come. */
    void release() {
        held = false;
        drain();
    }

    boolean isHeld() {
        return held;
    }

    /** Completes when everything in the feed is written, or it is not this one's turn to write. */
    Future<Void> finish() {
        Promise<Void> promise = Promise.promise();
        finished = promise;
        if (held || writing == null) {
            promise.complete();
        } else {
            drain();
        }
        return promise.future();
    }

    void end() {
        feed.leave(wake);
        writing = null;
    }

    /** Something has happened. Any thread. */
    private void wake() {
        if (awake.compareAndSet(false, true)) {
            loop.runOnContext(now -> {
                awake.set(false);
                drain();
            });
        }
    }

    void drain() {
        if (busy || held || writing == null) {
            return;
        }
        Instant now = clock.instant();
        List<FeedEvent> events = feed.read(position, AT_ONCE);
        if (events == null) {
            takeFromStore(writing);
        } else if (events.isEmpty()) {
            written(now);
            if (finished != null) {
                finished.tryComplete();
            }
        } else {
            append(events);
        }
    }

    private void append(List<FeedEvent> events) {
        busy = true;
        FeedEvent last = events.get(events.size() - 1);
        List<WebhookEvent> copies =
                events.stream().map(each -> Webhooks.event(each.event())).toList();
        database.run(() -> store.append(copies, clock.instant())).onComplete(done -> {
            busy = false;
            if (done.succeeded()) {
                position = last.number() + 1;
                written(last.at());
                recorded.run();
                drain();
            } else {
                vertx.setTimer(ASK_AGAIN.toMillis(), again -> drain());
            }
        });
    }

    /** The feed has gone on without us. */
    private void takeFromStore(Writing before) {
        busy = true;
        long next = feed.next();
        Instant now = clock.instant();
        log.warn(
                "Events since {} could not be written for webhooks; status changes are taken from the store.",
                before.until());
        database.run(() -> past.copy(before, now, store)).onComplete(done -> {
            busy = false;
            if (done.succeeded()) {
                position = next;
                written(now);
                recorded.run();
                drain();
            } else {
                vertx.setTimer(ASK_AGAIN.toMillis(), again -> drain());
            }
        });
    }

    private void written(Instant until) {
        if (writing != null) {
            writing = new Writing(writing.from(), until);
        }
    }
}
