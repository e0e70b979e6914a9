package org.curbline.agent.source;

import java.time.Duration;

/**
 * Counts what a source refuses. Of a flood not each one is said: the journal is on the card, too. By a clock that does
 * not leap. Thread-safe.
 */
public final class Refusals {
    private static final long SAY_EVERY_NANOS = Duration.ofMinutes(10).toNanos();

    private long count;
    private long saidAtNanos;

    /** One more; returns whether it is to be said. */
    public boolean add() {
        return add(System.nanoTime());
    }

    synchronized boolean add(long nowNanos) {
        count++;
        if (count > 1 && nowNanos - saidAtNanos < SAY_EVERY_NANOS) {
            return false;
        }
        saidAtNanos = nowNanos;
        return true;
    }

    public synchronized long count() {
        return count;
    }
}
