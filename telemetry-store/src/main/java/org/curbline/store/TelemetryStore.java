package org.curbline.store;

/** A store that is open: one writer and one reader for all, each safe for several threads. */
public interface TelemetryStore extends AutoCloseable {
    /** The same at every call. */
    PointWriter writer();

    /** The same at every call. */
    PointReader reader();

    /** Closes writer and reader and lets the store go. What was written stays. Idempotent. */
    @Override
    void close();
}
