package org.curbline.gateway.status;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.PointWriter.WriterClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes transitions, those that come while others are written all at once. On the board's context. */
final class TransitionWriter {
    private static final Logger log = LoggerFactory.getLogger(TransitionWriter.class);
    private static final Duration LAST_WRITE = Duration.ofSeconds(2);
    private static final int FIRST_SIZE = 256;

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final PointWriter store;
    private PointBatch collected = new PointBatch(FIRST_SIZE);
    private boolean writing;
    private boolean over;
    private Promise<Void> written = Promise.promise();
    /** Completed when the worker has what is collected. */
    private Promise<Void> handedOver = Promise.promise();

    /** @param worker of one thread, so that what it is given later is done later */
    TransitionWriter(Vertx vertx, WorkerExecutor worker, PointWriter store) {
        this.vertx = vertx;
        this.worker = worker;
        this.store = store;
    }

    void add(Transition transition) {
        Transitions.add(transition, collected);
        if (!writing && !over) {
            writing = true;
            vertx.runOnContext(soon -> write()); // with what else changes now
        }
    }

    /** Completes when the worker has all that was added before: what it is asked from then on finds it in the store. */
    Future<Void> handedOver() {
        return collected.size() == 0 ? Future.succeededFuture() : handedOver.future();
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
        PointBatch batch = collected;
        Promise<Void> before = handedOver;
        collected = new PointBatch(FIRST_SIZE);
        handedOver = Promise.promise();
        worker.executeBlocking(() -> store.write(batch), true).onComplete(done -> {
            if (over) {
                giveUp(collected.size() + (done.failed() ? batch.size() : 0));
                return;
            }
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
        before.complete();
    }

    /** The worker has ended, and takes nothing more. */
    private void giveUp(int transitions) {
        if (transitions > 0) {
            log.warn("{} transitions were not stored, as the store did not take them before the end.", transitions);
        }
    }
}
