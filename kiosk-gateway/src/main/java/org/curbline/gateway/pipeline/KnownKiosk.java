package org.curbline.gateway.pipeline;

import java.util.concurrent.atomic.AtomicLongArray;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;

/**
 * What the gateway remembers of a kiosk while it runs: the events it stored last, to recognise repeats, and whether it
 * is connected. Kept over reconnects. A kiosk may move between event loops, so its fields bear concurrent use; a mark
 * that is missed costs a repeated storing, never a loss.
 */
public final class KnownKiosk {
    /** An event that is older than this when it comes is late. */
    static final long LATE_MILLIS = 60_000;

    private static final long MARKED_FOR_MILLIS = 60_000;
    private static final int REMEMBERED = 128;

    private final KioskId id;
    private final AtomicLongArray recent = new AtomicLongArray(REMEMBERED);
    private int connections; // guarded by this
    private volatile long markedFrom = Long.MAX_VALUE;
    private volatile long markedAt;

    KnownKiosk(KioskId id) {
        this.id = id;
    }

    public KioskId id() {
        return id;
    }

    public synchronized boolean isConnected() {
        return connections > 0;
    }

    /**
     * It has one more connection.
     *
     * @param tell says so; in the order of what happened, whichever threads a kiosk's connections are on. It runs while
     *     the kiosk is locked, so it must not wait
     */
    public synchronized void connected(Runnable tell) {
        connections++;
        tell.run();
    }

    /**
     * It has one connection less.
     *
     * @param tell says so, if it was the last; as in {@link #connected}
     */
    public synchronized void disconnected(Runnable tell) {
        connections--;
        if (connections == 0) {
            tell.run();
        }
    }

    /** Whether this very event (number, time, run and kind) was stored a short while ago. */
    boolean hasStored(EventId event, long fingerprint) {
        return recent.get((int) event.seq() & (REMEMBERED - 1)) == fingerprint;
    }

    void stored(EventId event, long fingerprint) {
        recent.lazySet((int) event.seq() & (REMEMBERED - 1), fingerprint);
    }

    /**
     * Whether it is to be written down that an event came late. One mark tells of all from a moment on, and for a
     * minute: a spool comes in order, so a few marks do for all of it.
     */
    boolean isToMark(long atMillis, long nowMillis) {
        boolean told = atMillis >= markedFrom && nowMillis - markedAt < MARKED_FOR_MILLIS;
        if (nowMillis - atMillis <= LATE_MILLIS || told) {
            return false;
        }
        markedFrom = atMillis;
        markedAt = nowMillis;
        return true;
    }

    /** 64 bits that differ for different events; never 0. */
    static long fingerprint(EventKind kind, EventId event) {
        long h = event.seq() * 0x9E3779B97F4A7C15L;
        h ^= (h >>> 29) + event.atMillis();
        h *= 0xBF58476D1CE4E5B9L;
        h ^= (h >>> 32) + event.run().hashCode() * 31L + kind.topicSuffix().hashCode();
        h *= 0x94D049BB133111EBL;
        h ^= h >>> 31;
        return h == 0 ? 1 : h;
    }
}
