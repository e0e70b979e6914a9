package org.curbline.gateway.pipeline;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.curbline.gateway.events.LocalEvents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How {@link StoredEvents} are to be consumed. The event bus keeps whatever a consumer has not got to yet, without a
 * bound; this keeps at most {@link #MOST_WAITING} events for it, and counts the later ones as missed until it has
 * caught up. Storing goes on whatever a consumer does.
 */
public final class StoredEventsInbox implements AutoCloseable {
    /** Events that wait for a consumer at most: some 10 MB. One batch may always wait. */
    public static final int MOST_WAITING = 50_000;

    private static final Logger log = LoggerFactory.getLogger(StoredEventsInbox.class);
    private static final int TRIES = 64;

    private final Context own;
    private final ContextInternal relay;
    private final Consumer<StoredEvents> consumer;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicBoolean behind = new AtomicBoolean();
    private final Promise<MessageConsumer<StoredEvents>> registered = Promise.promise();

    private StoredEventsInbox(ContextInternal own, ContextInternal relay, Consumer<StoredEvents> consumer) {
        this.own = own;
        this.relay = relay;
        this.consumer = consumer;
    }

    /**
     * Completes when everything stored from then on comes in.
     *
     * @param consumer called on the context that this is called on
     */
    public static Future<StoredEventsInbox> open(Vertx vertx, Consumer<StoredEvents> consumer) {
        VertxInternal internal = (VertxInternal) vertx;
        ContextInternal own = internal.getOrCreateContext();
        StoredEventsInbox inbox = new StoredEventsInbox(own, elsewhere(internal, own), consumer);
        inbox.relay.runOnContext(
                now -> inbox.registered.complete(LocalEvents.consume(vertx, StoredEvents.ADDRESS, inbox::receive)));
        return inbox.registered.future().map(inbox);
    }

    /** Events that were not shown to the consumer, ever. */
    public long missed() {
        return missed.get();
    }

    int waiting() {
        return waiting.get();
    }

    @Override
    public void close() {
        registered.future().onSuccess(MessageConsumer::unregister);
    }

    /** On a context of its own, as the consumer's may be blocked. */
    private void receive(StoredEvents events) {
        int before = waiting.get();
        if (before > 0 && before + events.size() > MOST_WAITING) {
            missed.addAndGet(events.size());
            if (behind.compareAndSet(false, true)) {
                log.warn(
                        "A consumer of stored events does not keep up; {} wait, and it misses what comes now.", before);
            }
            return;
        }
        waiting.addAndGet(events.size());
        own.runOnContext(now -> consume(events));
    }

    private void consume(StoredEvents events) {
        try {
            consumer.accept(events);
        } finally {
            if (waiting.addAndGet(-events.size()) == 0 && behind.compareAndSet(true, false)) {
                log.info("A consumer of stored events keeps up again; it has missed {} by now.", missed);
            }
        }
    }

    /** An event loop that the consumer does not block with its own, if there is one. */
    private static ContextInternal elsewhere(VertxInternal vertx, ContextInternal own) {
        ContextInternal other = vertx.createEventLoopContext();
        for (int tries = 0; tries < TRIES && other.nettyEventLoop() == own.nettyEventLoop(); tries++) {
            other = vertx.createEventLoopContext();
        }
        return other;
    }
}
