package org.curbline.simulator.demand;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time. It begins some way back and runs {@code speed} times as fast as real time until it has caught up with
 * it; from then on it is real time. So it never runs ahead, and a gateway never sees an event from the future. Safe for
 * every thread.
 */
public final class SimulatedClock implements InstantSource {
    private final InstantSource real;
    private final Instant realStart;
    private final Instant start;
    private final double speed;

    /**
     * @param lookBack how far behind real time it begins; zero for real time from the beginning
     * @param speed simulated seconds per second, more than 0
     */
    public SimulatedClock(InstantSource real, Duration lookBack, double speed) {
        this(real, real.instant(), lookBack, speed);
    }

    private SimulatedClock(InstantSource real, Instant realStart, Duration lookBack, double speed) {
        if (!(speed > 0) || lookBack.isNegative()) {
            throw new IllegalArgumentException("Speed must be more than 0 and the look back not negative");
        }
        this.real = real;
        this.realStart = realStart;
        this.start = realStart.minus(lookBack);
        this.speed = speed;
    }

    /** One that begins at a moment that has passed, whenever it is asked to. */
    public static SimulatedClock from(InstantSource real, Instant start, double speed) {
        Instant now = real.instant();
        return new SimulatedClock(real, now, Duration.between(start, now), speed);
    }

    /** Where simulated time began. */
    public Instant start() {
        return start;
    }

    /** From when on it is real time; null if it never will be. */
    public @Nullable Instant liveFrom() {
        long behind = Duration.between(start, realStart).toMillis();
        if (behind == 0 && speed >= 1) {
            return realStart;
        }
        return speed <= 1 ? null : realStart.plusMillis((long) Math.ceil(behind / (speed - 1)));
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        long now = real.millis();
        long passed = Math.max(0, now - realStart.toEpochMilli());
        return Math.min(now, start.toEpochMilli() + (long) (passed * speed));
    }
}
