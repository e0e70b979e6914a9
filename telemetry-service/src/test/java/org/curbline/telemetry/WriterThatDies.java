package org.curbline.telemetry;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;

/** Like a process that is killed between two writes. */
final class WriterThatDies implements PointWriter {
    private final PointWriter writer;
    private final AtomicInteger left;

    WriterThatDies(PointWriter writer, int writes) {
        this.writer = writer;
        this.left = new AtomicInteger(writes);
    }

    @Override
    public List<RefusedPoint> write(PointBatch batch) throws InterruptedException {
        if (left.getAndDecrement() <= 0) { // whoever writes
            throw new DeathException();
        }
        return writer.write(batch);
    }

    @Override
    public StoreCondition condition() {
        return writer.condition();
    }

    @Override
    public void probe() throws InterruptedException {
        writer.probe();
    }

    @Override
    public void close() {
        // the store's own is closed with it
    }

    static final class DeathException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
