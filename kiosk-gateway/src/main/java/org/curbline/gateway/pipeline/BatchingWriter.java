package org.curbline.gateway.pipeline;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.curbline.protocol.KioskEvent;
import org.curbline.store.PointWriter;
import org.curbline.store.PointWriter.RefusedPoint;
import org.curbline.store.PointWriter.WriterClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers events while earlier ones are being written, as a group commit does: the busier the store, the larger the
 * batches. A lone event waits no longer than the linger time. All methods on the pipeline's event loop; the store
 * itself is called on a worker.
 */
final class BatchingWriter {
    private static final Logger log = LoggerFactory.getLogger(BatchingWriter.class);
    private static final int SPARE_BATCHES = 4;
    private static final int FIRST_SIZE = 256;

    private final Vertx vertx;
    private final Context context;
    private final WorkerExecutor workers;
    private final PointWriter store;
    private final PipelineSettings settings;
    private final Outcome outcome;
    private final IntConsumer batchSizes;
    private final EventPoints format = new EventPoints();
    private final Deque<EventBatch> full = new ArrayDeque<>();
    private final Deque<EventBatch> spare = new ArrayDeque<>();
    private EventBatch open = new EventBatch(FIRST_SIZE);
    private int writing;
    private boolean lingering;

    /** Must be made on the event loop it will live on. */
    BatchingWriter(
            Vertx vertx,
            WorkerExecutor workers,
            PointWriter store,
            PipelineSettings settings,
            Outcome outcome,
            IntConsumer batchSizes) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.workers = workers;
        this.store = store;
        this.settings = settings;
        this.outcome = outcome;
        this.batchSizes = batchSizes;
    }

    /** @param nowMillis when it came */
    void add(KnownKiosk kiosk, KioskEvent event, long fingerprint, Receipt receipt, long nowMillis) {
        open.add(kiosk, event, fingerprint, receipt, format, nowMillis);
        if (open.size() >= settings.batchEvents()) {
            full.add(open);
            open = nextOpen();
            startFull();
        } else if (writing == 0 && !lingering) {
            linger();
        }
    }

    private void linger() {
        lingering = true;
        Duration wait = settings.linger();
        if (wait.isZero()) {
            context.runOnContext(over -> lingerOver());
        } else {
            vertx.timer(wait.toNanos(), TimeUnit.NANOSECONDS).onComplete(over -> lingerOver());
        }
    }

    private void lingerOver() {
        lingering = false;
        if (writing == 0 && open.size() > 0) {
            EventBatch batch = open;
            open = nextOpen();
            write(batch);
        }
    }

    private void startFull() {
        while (writing < settings.concurrentWrites() && !full.isEmpty()) {
            write(full.remove());
        }
    }

    private void write(EventBatch batch) {
        writing++;
        batchSizes.accept(batch.size());
        batch.seal(format);
        attempt(batch);
    }

    private void attempt(EventBatch batch) {
        workers.executeBlocking(() -> store.write(batch.points), false)
                .onSuccess(refused -> written(batch, refused))
                .onFailure(failure -> notWritten(batch, failure));
    }

    private void written(EventBatch batch, List<RefusedPoint> refused) {
        writing--;
        outcome.written(batch, refused);
        batch.clear();
        if (spare.size() < SPARE_BATCHES) {
            spare.add(batch);
        }
        startFull();
        if (writing == 0 && open.size() > 0) {
            lingerOver();
        }
    }

    /**
     * Nothing is lost: the kiosks were not answered. When the writer is closed, the gateway is stopping and they will
     * send again.
     */
    private void notWritten(EventBatch batch, Throwable failure) {
        if (failure instanceof WriterClosedException || failure instanceof InterruptedException) {
            return;
        }
        log.error(
                "Writing {} events failed in a way no store should; they are written again in 1 s.",
                batch.size(),
                failure);
        vertx.setTimer(1_000, again -> attempt(batch));
    }

    private EventBatch nextOpen() {
        EventBatch batch = spare.poll();
        return batch == null ? new EventBatch(FIRST_SIZE) : batch;
    }

    /** What happens once a batch is written. */
    interface Outcome {
        /** On the event loop. The batch is used again afterwards. */
        void written(EventBatch batch, List<RefusedPoint> refused);
    }
}
