package org.curbline.standalone;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * A clock that runs several times as fast as the machine's, for a whole city. It stands still while the machine does: a
 * stall of seconds would be a minute of the city in which nobody could have done anything. Any thread.
 */
final class FastClock implements InstantSource {
    /** A city looks at its clock more often. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private int speed;
    private Instant now = Clock.systemUTC().instant();
    private long seen = System.nanoTime();

    FastClock(int speed) {
        this.speed = speed;
    }

    @Override
    public synchronized Instant instant() {
        long nanos = System.nanoTime();
        now = now.plusNanos(Math.min(nanos - seen, LONGEST_NANOS) * speed);
        seen = nanos;
        return now;
    }

    /** From now on it runs so many times as fast as the machine's. */
    synchronized void runs(int times) {
        instant();
        speed = times;
    }

    /** Waits until so much time has gone by on it. */
    void await(Duration time) throws InterruptedException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Instant end = instant().plus(time);
        while (instant().isBefore(end)) {
            if (System.nanoTime() > until) {
                throw new AssertionError("It is not " + end + " after " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
