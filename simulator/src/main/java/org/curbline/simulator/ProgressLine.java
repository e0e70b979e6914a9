package org.curbline.simulator;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.curbline.simulator.fleet.FleetProgress;

/** How a fleet is doing, in one line; remembers the line before to tell the rate, and what is new. */
final class ProgressLine {
    private final InstantSource clock;
    private long lastMillis;
    private long lastAcknowledged;
    private long lastRefusals;

    ProgressLine(InstantSource clock) {
        this.clock = clock;
        this.lastMillis = clock.millis();
    }

    String of(FleetProgress progress) {
        long now = clock.millis();
        double seconds = Math.max(1, now - lastMillis) / 1000.0;
        double rate = (progress.acknowledged() - lastAcknowledged) / seconds;
        lastMillis = now;
        lastAcknowledged = progress.acknowledged();
        boolean refusedAgain = progress.refusals() > lastRefusals;
        lastRefusals = progress.refusals();
        Instant simulated = progress.simulatedTime().truncatedTo(ChronoUnit.SECONDS);
        String line = String.format(
                Locale.ROOT,
                "connected %d/%d  generated %d  acknowledged %d (%.0f/s)  refused %d  waiting %d  simulated %s",
                progress.connected(),
                progress.kiosks(),
                progress.generated(),
                progress.acknowledged(),
                rate,
                progress.refused(),
                progress.waiting(),
                simulated);
        return line
                + after(progress.connected() < progress.kiosks() ? progress.trouble() : "")
                + after(refusedAgain ? progress.refusal() : "");
    }

    private static String after(String sentence) {
        return sentence.isEmpty() ? "" : "  " + sentence;
    }
}
