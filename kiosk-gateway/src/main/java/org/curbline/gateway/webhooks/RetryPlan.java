package org.curbline.gateway.webhooks;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When to try again: each pause twice as long as the one before, up to a longest, somewhat at random. */
final class RetryPlan {
    private static final Duration LONGEST_ASKED_FOR = Duration.ofDays(1);
    private static final int MOST_DOUBLINGS = 30;

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;

    RetryPlan(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /**
     * How long to wait.
     *
     * @param attempts in vain, at least 1
     * @param askedFor what the receiver asked for; null if it did not
     */
    Duration pause(int attempts, @Nullable Duration askedFor) {
        Duration doubled = first.multipliedBy(1L << Math.min(attempts - 1, MOST_DOUBLINGS));
        long most = Math.min(doubled.toMillis(), longest.toMillis());
        Duration own = Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
        if (askedFor == null || askedFor.compareTo(own) <= 0) {
            return own;
        }
        return askedFor.compareTo(LONGEST_ASKED_FOR) < 0 ? askedFor : LONGEST_ASKED_FOR;
    }
}
