package org.curbline.simulator.kiosk;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Waits that double from one failure to the next up to a longest, each shortened at random by up to half. */
final class Backoff {
    private final long firstMillis;
    private final long longestMillis;
    private final RandomGenerator random;
    private long nextMillis;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.firstMillis = first.toMillis();
        this.longestMillis = longest.toMillis();
        this.random = random;
        this.nextMillis = firstMillis;
    }

    long nextWaitMillis() {
        long wait = nextMillis;
        nextMillis = Math.min(longestMillis, nextMillis * 2);
        return wait - (long) (random.nextDouble() * wait / 2);
    }

    /** After a success. */
    void reset() {
        nextMillis = firstMillis;
    }
}
