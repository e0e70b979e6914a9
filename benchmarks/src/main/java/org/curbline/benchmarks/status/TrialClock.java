package org.curbline.benchmarks.status;

import java.time.Instant;
import java.time.InstantSource;

/** Time that passes when it is told to. Not thread-safe. */
final class TrialClock implements InstantSource {
    private long millis;

    TrialClock(long millis) {
        this.millis = millis;
    }

    void to(long newMillis) {
        millis = newMillis;
    }

    @Override
    public long millis() {
        return millis;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis);
    }
}
