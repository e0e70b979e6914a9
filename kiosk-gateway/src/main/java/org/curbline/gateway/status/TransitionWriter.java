package org.curbline.gateway.status;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.curbline.protocol.KioskId;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.PointWriter.WriterClosedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes transitions, those that come while others are written together, some thousands at once, and with those of the
 * past that there were some. Whoever can tell a transition again later asks first whether there is room. On the board's
 * context.
 */
final class TransitionWriter {
    /** Transitions that wait until there is no room for what can be told again: some 8 MB. */
    static final int MOST_WAITING = 50_000;

    private static final Logger log = LoggerFactory.getLogger(TransitionWriter.class);
    private static final Duration LAST_WRITE = Duration.ofSeconds(2);
    private static final int FIRST_SIZE = 256;
    /** With a mark for each they are twice as many points. */
    private static final int MOST_AT_ONCE = 2_500;

    /** What changed longer ago was told late. Less than readers take to be still coming in. */
    private static final Duration PRESENT = Duration.ofMinutes(2);

    private static final Duration SLOW = Duration.ofSeconds(20);

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final PointWriter store;
    private final InstantSource clock;
    private final Deque<Portion> waiting = new ArrayDeque<>();
    private int size;
    private boolean writing;
    private boolean over;
    private Promise<Void> written = Promise.promise();

    /** @param worker of one thread, so that what it is given later is done later */
    TransitionWriter(Vertx vertx, WorkerExecutor worker, PointWriter store, InstantSource clock) {
        this.vertx = vertx;
        this.worker = worker;
        this.store = store;
        this.clock = clock;
    }

    /** Whether so many wait that none should be added that can be told again. */
    boolean isFull() {
        return size >= MOST_WAITING;
    }

    void add(Transition transition) {
        Portion last = waiting.peekLast();
        if (last == null || last.batch.size() == MOST_AT_ONCE) {
            last = new Portion(new PointBatch(FIRST_SIZE), new HashMap<>(), Promise.promise());
            waiting.add(last);
        }
        last.add(transition);
        size++;
        if (!writing && !over) {
            writing = true;
            vertx.runOnContext(soon -> write()); // with what else changes now
        }
    }

    /** Completes when the worker has all that was added before: what it is asked from then on finds it in the store. */
    Future<Void> handedOver() {
        Portion last = waiting.peekLast();
        return last == null ? Future.succeededFuture() : last.handedOver.future();
    }

    /** Completes when everything is written, or after two seconds; what is not written by then is not. */
    Future<Void> stop() {
        written = Promise.promise();
        if (!writing) {
            written.complete();
        }
        long patience = vertx.setTimer(LAST_WRITE.toMillis(), over -> written.tryComplete());
        return written.future().onComplete(done -> {
            vertx.cancelTimer(patience);
            over = true;
        });
    }

    private void write() {
        Portion portion = waiting.remove();
        PointBatch batch = portion.batch;
        int transitions = batch.size();
        size -= transitions;
        Instant began = clock.instant();
        portion.markThePast(began, batch);
        worker.executeBlocking(() -> store(portion, began), true).onComplete(done -> {
            if (over) {
                giveUp(size + (done.failed() ? transitions : 0));
                return;
            }
            if (done.failed() && !(done.cause() instanceof WriterClosedException)) {
                log.error("{} transitions were not stored.", transitions, done.cause());
            }
            writing = !waiting.isEmpty();
            if (writing) {
                write();
            } else {
                written.tryComplete();
            }
        });
        portion.handedOver.complete();
    }

    /** What became the past while the store was away is marked once it is there. On the worker. */
    private @Nullable Void store(Portion portion, Instant began) throws InterruptedException {
        store.write(portion.batch);
        Instant now = clock.instant();
        if (now.isAfter(began.plus(SLOW))) {
            PointBatch marks = new PointBatch(FIRST_SIZE);
            portion.markThePast(now, marks);
            if (marks.size() > 0) {
                store.write(marks);
            }
        }
        return null;
    }

    /** The worker has ended, and takes nothing more. */
    private void giveUp(int transitions) {
        if (transitions > 0) {
            log.warn("{} transitions were not stored, as the store did not take them before the end.", transitions);
        }
    }

    /**
     * What is written at once.
     *
     * @param oldest of each kiosk the oldest transition of what is known now
     * @param handedOver completed when the worker has it
     */
    private record Portion(PointBatch batch, Map<KioskId, Instant> oldest, Promise<Void> handedOver) {
        void add(Transition transition) {
            Transitions.add(transition, batch);
            if (View.NOW_KNOWN.contains(transition.view())) {
                oldest.merge(
                        transition.kiosk(), transition.at(), (known, other) -> other.isBefore(known) ? other : known);
            }
        }

        void markThePast(Instant now, PointBatch marks) {
            Instant present = now.minus(PRESENT);
            oldest.forEach((kiosk, at) -> {
                if (at.isBefore(present)) {
                    Transitions.addCorrection(kiosk, at, now, marks);
                }
            });
        }
    }
}
