package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Random;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.jspecify.annotations.Nullable;

/** Rolls up when it is told to, on the thread that tells it, and begins when it is asked for something first. */
public final class RoundsByHand {
    private final PointReader reader;
    private final PointWriter writer;
    private final InstantSource clock;
    private final Retention retention;
    private final ZoneId zone;
    private @Nullable Rounds rounds;

    /** @param retention looked at are as many days, so a long one takes long */
    public RoundsByHand(PointReader reader, PointWriter writer, InstantSource clock, Retention retention, ZoneId zone) {
        this.reader = reader;
        this.writer = writer;
        this.clock = clock;
        this.retention = retention;
        this.zone = zone;
    }

    private Rounds rounds() {
        if (rounds == null) {
            Instant now = clock.instant();
            Days days = Days.of(zone, reader, now.minus(retention.rollups()), now);
            CatchingUp silent = new CatchingUp(clock, sentence -> {});
            Agreement agreement = new Agreement(reader, writer, days, new Random(1));
            rounds = new Rounds(agreement, days, clock, retention, Duration.ofDays(1), silent);
        }
        return rounds;
    }

    /** Returns how many hours and days of a service were made. */
    public int once() throws InterruptedException {
        return rounds().once();
    }

    /** Lets no day wait that was looked at before then. */
    public void lookAgain(Instant since) {
        rounds().lookAgain(since);
    }

    public Coverage coverage() {
        return rounds().coverage();
    }
}
