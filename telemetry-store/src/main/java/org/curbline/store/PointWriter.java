package org.curbline.store;

import java.util.List;

/**
 * The writing port. What {@link #write} has returned for is stored as durably as the store can: that is the promise
 * every acknowledgement rests on.
 */
public interface PointWriter extends AutoCloseable {
    /**
     * Stores a batch. Blocks until every point is either stored or refused for good; called on a worker thread, never
     * on an event loop, by several threads at once. While the store is away it tries again, with backoff, for as long
     * as it takes.
     *
     * @param batch not changed by anybody until this returns
     * @return the points the store will never take; empty when all are stored
     * @throws WriterClosedException if the writer was closed before the batch was stored; part of it may be stored
     * @throws InterruptedException if the calling thread was interrupted before the batch was stored; part of it may be
     *     stored
     */
    List<RefusedPoint> write(PointBatch batch) throws InterruptedException;

    /** Whether the store takes points now, and why not, as far as writing and probing have shown. Any thread. */
    StoreCondition condition();

    /**
     * Finds out whether the store takes points, unless it was written to since the last time: without points to write
     * nobody would. One attempt; blocks until it is answered or its time is over, so on a worker thread.
     *
     * @throws InterruptedException if the calling thread was interrupted before
     */
    void probe() throws InterruptedException;

    /** Ends waiting writes with {@link WriterClosedException}. Idempotent. */
    @Override
    void close();

    /**
     * A point that the store will never take.
     *
     * @param index its place in the batch
     * @param why the store's own words, shortened
     */
    record RefusedPoint(int index, String why) {}

    /** The writer was closed while, or before, it was to write. */
    final class WriterClosedException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        public WriterClosedException() {
            super("The store's writer is closed");
        }
    }
}
