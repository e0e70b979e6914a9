package org.curbline.simulator.fleet;

import java.time.Duration;

/**
 * How simulated time runs.
 *
 * @param speed simulated seconds per second, more than 0
 * @param lookBack how far in the past it begins; once it has caught up with real time it goes on at speed 1
 */
public record Pace(double speed, Duration lookBack) {
    /** Far enough back for a month of simulated time, and well within the 60 days a gateway accepts. */
    public static final Duration MONTH = Duration.ofDays(30);

    /** @throws IllegalArgumentException if the speed is not above 0, or the look back negative */
    public Pace {
        if (!(speed > 0) || Double.isInfinite(speed) || lookBack.isNegative()) {
            throw new IllegalArgumentException("Speed must be more than 0 and the look back not negative");
        }
    }

    /** Real time for speed 1 and less; faster ones begin 30 days back. */
    public static Pace of(double speed) {
        return new Pace(speed, speed > 1 ? MONTH : Duration.ZERO);
    }
}
