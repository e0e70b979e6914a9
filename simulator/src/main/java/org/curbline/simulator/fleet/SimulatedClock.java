package org.curbline.simulator.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Simulated time. It begins some way back and runs {@code speed} times as fast as real time until it has caught up with
 * it; from then on it is real time. So it never runs ahead, and a gateway never sees an event from the future. While it
 * is paused it stands still. Safe for every thread.
 */
final class SimulatedClock implements InstantSource {
    /** How fast at least it goes on after a pause until it has caught up with real time. */
    public static final double CATCHES_UP = 60;

    private final InstantSource real;
    private final Instant start;
    private final double speed;
    private volatile Course course;

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
        this.start = realStart.minus(lookBack);
        this.speed = speed;
        this.course = new Course(realStart.toEpochMilli(), start.toEpochMilli(), speed);
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

    /** From when on it is real time; null if it never will be, or is paused. */
    public @Nullable Instant liveFrom() {
        Course now = course;
        long behind = now.realFrom - now.simulatedFrom;
        if (behind == 0 && now.speed >= 1) {
            return Instant.ofEpochMilli(now.realFrom);
        }
        return now.speed <= 1 ? null : Instant.ofEpochMilli(now.realFrom + (long) Math.ceil(behind / (now.speed - 1)));
    }

    /** Stands still until it is told to go on. Idempotent. */
    public synchronized void pause() {
        course = new Course(real.millis(), millis(), 0);
    }

    /** Goes on where it was paused, and catches up. */
    public synchronized void goOn() {
        if (isPaused()) {
            course = new Course(real.millis(), course.simulatedFrom, Math.max(speed, CATCHES_UP));
        }
    }

    public boolean isPaused() {
        return course.speed == 0;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        Course course = this.course;
        long now = real.millis();
        long passed = Math.max(0, now - course.realFrom);
        return Math.min(now, course.simulatedFrom + (long) (passed * course.speed));
    }

    /**
     * How it runs from a moment on.
     *
     * @param speed 0 while it is paused
     */
    private record Course(long realFrom, long simulatedFrom, double speed) {}
}
