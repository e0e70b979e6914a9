package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Random;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;

/** Rolls up when it is told to, on the thread that tells it. */
public final class RoundsByHand {
    private final Rounds rounds;

    /** @param retention looked at are as many days, so a long one takes long */
    public RoundsByHand(PointReader reader, PointWriter writer, InstantSource clock, Retention retention, ZoneId zone) {
        Days days = Days.of(zone, clock.instant());
        CatchingUp silent = new CatchingUp(clock, sentence -> {});
        this.rounds = new Rounds(
                new Agreement(reader, writer, days, new Random(1)), days, clock, retention, Duration.ofDays(1), silent);
    }

    /** Returns how many hours and days of a service were made. */
    public int once() throws InterruptedException {
        return rounds.once();
    }

    /** Lets no day wait that was looked at before then. */
    public void lookAgain(Instant since) {
        rounds.lookAgain(since);
    }

    public Coverage coverage() {
        return rounds.coverage();
    }
}
