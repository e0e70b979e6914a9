package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Says now and then how far rolling up has come that takes long, as after a start or days away. One thread. */
final class CatchingUp {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Consumer<String> log;
    /** Or when it began. */
    private Instant saidAt = Instant.MIN;

    /** @param log takes a sentence */
    CatchingUp(InstantSource clock, Consumer<String> log) {
        this.clock = clock;
        this.log = log;
    }

    /**
     * Some days were looked at.
     *
     * @param done how many are
     * @param toGo how many are not
     */
    void looked(int done, int toGo) {
        Instant now = clock.instant();
        if (toGo == 0) {
            saidAt = Instant.MIN;
        } else if (saidAt.equals(Instant.MIN)) {
            saidAt = now;
        } else if (!now.isBefore(saidAt.plus(EVERY))) {
            saidAt = now;
            log.accept("Rolling up: " + done + " of " + (done + toGo) + " days were looked at since the start.");
        }
    }
}
