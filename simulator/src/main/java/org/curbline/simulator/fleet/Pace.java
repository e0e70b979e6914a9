package org.curbline.simulator.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How simulated time runs. Once it has caught up with real time it goes on at speed 1.
 *
 * @param speed simulated seconds per second, more than 0
 * @param lookBack how far in the past it begins, unless a start is given
 * @param start the moment in the past at which it begins; null to look back
 * @param end the simulated moment after which nothing happens; null for no end
 */
public record Pace(double speed, Duration lookBack, @Nullable Instant start, @Nullable Instant end) {
    /** Far enough back for a month of simulated time, and well within the 60 days a gateway accepts. */
    public static final Duration MONTH = Duration.ofDays(30);

    /** @throws IllegalArgumentException if the speed is not above 0, or the look back negative, or the end too early */
    public Pace {
        if (!(speed > 0) || Double.isInfinite(speed) || lookBack.isNegative()) {
            throw new IllegalArgumentException("Speed must be more than 0 and the look back not negative");
        }
        if (start != null && end != null && !end.isAfter(start)) {
            throw new IllegalArgumentException("The end " + end + " must be later than the start " + start);
        }
    }

    /** Without an end. */
    public Pace(double speed, Duration lookBack) {
        this(speed, lookBack, null, null);
    }

    /** Real time for speed 1 and less; faster ones begin 30 days back. */
    public static Pace of(double speed) {
        return new Pace(speed, speed > 1 ? MONTH : Duration.ZERO);
    }

    SimulatedClock clock(InstantSource real) {
        return start == null ? new SimulatedClock(real, lookBack, speed) : SimulatedClock.from(real, start, speed);
    }

    long endMillis() {
        return end == null ? Long.MAX_VALUE : end.toEpochMilli();
    }
}
