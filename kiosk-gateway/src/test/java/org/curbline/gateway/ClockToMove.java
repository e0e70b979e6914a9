package org.curbline.gateway;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Stands still until it is moved. */
final class ClockToMove implements InstantSource {
    private volatile Instant now;

    ClockToMove(Instant now) {
        this.now = now;
    }

    @Override
    public Instant instant() {
        return now;
    }

    void to(Instant moment) {
        now = moment;
    }

    void on(Duration time) {
        now = now.plus(time);
    }
}
