package org.curbline.simulator.fleet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class SimulatedClockTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private Instant real = NOW;
    private final InstantSource realClock = () -> real;

    @Test
    void isRealTimeAtSpeedOneWithoutLookingBack() {
        SimulatedClock clock = new SimulatedClock(realClock, Duration.ZERO, 1);
        real = NOW.plusSeconds(90);
        assertEquals(real, clock.instant());
    }

    @Test
    void runsFasterUntilItHasCaughtUpAndNeverAhead() {
        SimulatedClock clock = new SimulatedClock(realClock, Duration.ofDays(30), 60);
        assertEquals(NOW.minus(Duration.ofDays(30)), clock.instant());
        real = NOW.plusSeconds(10);
        assertEquals(NOW.minus(Duration.ofDays(30)).plusSeconds(600), clock.instant());
        real = NOW.plus(Duration.ofDays(1));
        assertEquals(real, clock.instant());
    }

    @Test
    void fallsBehindWhenSlow() {
        SimulatedClock clock = new SimulatedClock(realClock, Duration.ZERO, 0.5);
        real = NOW.plusSeconds(10);
        assertEquals(NOW.plusSeconds(5), clock.instant());
    }

    @Test
    void standsStillWhilePausedAndCatchesUpAfterwards() {
        SimulatedClock clock = new SimulatedClock(realClock, Duration.ZERO, 1);
        real = NOW.plusSeconds(10);
        clock.pause();
        real = NOW.plusSeconds(600);
        assertEquals(NOW.plusSeconds(10), clock.instant());
        assertNull(clock.liveFrom());
        clock.goOn();
        real = NOW.plusSeconds(601);
        assertEquals(NOW.plusSeconds(70), clock.instant());
        assertEquals(NOW.plusSeconds(610), clock.liveFrom());
        real = NOW.plusSeconds(610);
        assertEquals(real, clock.instant());
    }

    @Test
    void standingStillIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SimulatedClock(realClock, Duration.ZERO, 0));
    }
}
