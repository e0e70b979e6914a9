package org.curbline.simulator.network;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;

/**
 * One direction of a connection: everything arrives in its order, late. What is on its way is bounded; beyond that, and
 * while the other end does not read, nothing more is taken. All on one event loop.
 */
final class OneWay {
    private static final int MOST_BYTES = 64 * 1024;
    private static final long FIRST_STALL_MILLIS = 200;
    private static final double MILLIS = 1_000;

    private final Vertx vertx;
    private final LinkClass link;
    private final SplittableRandom random;
    private final InstantSource clock;
    private final NetSocket from;
    private final NetSocket to;
    private final Deque<Parcel> parcels = new ArrayDeque<>();
    private int bytesOnTheWay;
    private double freeAt;
    private long lastArrival;
    private boolean expected;
    private boolean ending;

    OneWay(Vertx vertx, LinkClass link, SplittableRandom random, InstantSource clock, NetSocket from, NetSocket to) {
        this.vertx = vertx;
        this.link = link;
        this.random = random;
        this.clock = clock;
        this.from = from;
        this.to = to;
    }

    /**
     * Begins. When this end is closed, the other is, too, as soon as what is on its way has arrived.
     *
     * @param ended called when this end is closed
     */
    void start(Runnable ended) {
        from.handler(this::take);
        from.endHandler(gone -> {
            ended.run();
            ending = true;
            deliver();
        });
        to.drainHandler(drained -> deliver());
        from.resume();
    }

    private void take(Buffer bytes) {
        long now = clock.millis();
        freeAt = Math.max(freeAt, (double) now) + bytes.length() * MILLIS / (double) link.bytesPerSecond();
        lastArrival = Math.max(lastArrival, (long) freeAt + delayMillis());
        parcels.add(new Parcel(bytes, lastArrival));
        bytesOnTheWay += bytes.length();
        if (bytesOnTheWay > MOST_BYTES) {
            from.pause();
        }
        expect(now);
    }

    private long delayMillis() {
        long delay = link.latency().toMillis()
                + (long) (random.nextDouble() * (link.jitter().toMillis() + 1));
        long stall = FIRST_STALL_MILLIS;
        long stalled = 0;
        while (random.nextDouble() < link.loss() && stalled + stall <= LinkClass.LONGEST_STALL.toMillis()) {
            stalled += stall;
            stall *= 2;
        }
        return delay + stalled;
    }

    private void expect(long now) {
        Parcel first = parcels.peek();
        if (first != null && !expected) {
            expected = true;
            vertx.setTimer(Math.max(1, first.arrives - now), timer -> {
                expected = false;
                deliver();
            });
        }
    }

    private void deliver() {
        long now = clock.millis();
        Parcel first = parcels.peek();
        while (first != null && first.arrives <= now && !to.writeQueueFull()) {
            parcels.remove();
            bytesOnTheWay -= first.bytes.length();
            to.write(first.bytes);
            first = parcels.peek();
        }
        if (first == null && ending) {
            to.close();
        } else if (!to.writeQueueFull()) {
            expect(now);
        }
        if (bytesOnTheWay < MOST_BYTES / 2) {
            from.resume();
        }
    }

    /** @param arrives milliseconds since the epoch */
    private record Parcel(Buffer bytes, long arrives) {}
}
