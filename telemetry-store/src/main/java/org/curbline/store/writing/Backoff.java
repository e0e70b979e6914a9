package org.curbline.store.writing;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: doubling from the first wait to the longest, each shortened at random by up
 * to half, so that many writers do not come back at the same moment.
 *
 * @param random safe for several threads, as {@link java.util.Random} is
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {
    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("Waits must be positive, and the longest not below the first");
        }
    }

    /** @param failures attempts that failed in a row, from 1 */
    public Duration wait(int failures) {
        long most = longest.toNanos();
        int doublings = Math.min(failures - 1, 62);
        long base = first.toNanos() > most >> doublings ? most : first.toNanos() << doublings;
        return Duration.ofNanos(base - random.nextLong(base / 2 + 1));
    }
}
