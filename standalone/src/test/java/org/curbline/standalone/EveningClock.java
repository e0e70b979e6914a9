package org.curbline.standalone;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * A clock that goes on from 22:00 UTC of the day before: late in New York's afternoon, when kiosks are used much. What
 * a test expects of a city in use does not hold in the small hours.
 */
final class EveningClock {
    private static final Duration BEFORE_MIDNIGHT = Duration.ofHours(2);

    private EveningClock() {}

    static Instant start() {
        return Clock.systemUTC().instant().truncatedTo(ChronoUnit.DAYS).minus(BEFORE_MIDNIGHT);
    }

    static InstantSource begin() {
        Duration behind = Duration.between(Clock.systemUTC().instant(), start());
        return InstantSource.offset(InstantSource.system(), behind);
    }
}
