package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.InstantSource;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;

/** Rolls up when it is told to, on the thread that tells it. */
public final class RoundsByHand {
    private final Rounds rounds;

    public RoundsByHand(PointReader reader, PointWriter writer, InstantSource clock, Duration retention) {
        this.rounds = new Rounds(new Hours(reader, writer), clock, retention, Duration.ofDays(1));
    }

    /** Returns how many hours of a service were made. */
    public int once() throws InterruptedException {
        return rounds.once();
    }

    public Coverage coverage() {
        return rounds.coverage();
    }
}
