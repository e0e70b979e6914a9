package org.curbline.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPlanTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final RetryPlan plan = new RetryPlan(Duration.ofSeconds(5), Duration.ofHours(1), new Random(1));

    @Test
    void pauseDoublesUpToTheLongestAndIsSomewhatAtRandom() {
        for (int attempts = 1; attempts < 100; attempts++) {
            double most = Math.min(5 * Math.pow(2, attempts - 1), 3600);
            double seconds = plan.pause(attempts, null).toMillis() / 1000.0;
            assertTrue(seconds >= most / 2 && seconds <= most, attempts + ": " + seconds);
        }
        assertTrue(!plan.pause(50, null).equals(plan.pause(50, null)));
    }

    @Test
    void whoAsksForTimeGetsItUpToADay() {
        assertEquals(Duration.ofHours(2), plan.pause(1, Duration.ofHours(2)));
        assertEquals(Duration.ofDays(1), plan.pause(1, Duration.ofDays(100)));
        assertTrue(
                plan.pause(10, Duration.ofSeconds(1)).compareTo(Duration.ofMinutes(20)) > 0, "not less than its own");
    }

    @Test
    void retryAfterIsSecondsOrADate() {
        assertEquals(Duration.ofSeconds(90), RetryAfter.of("90", NOW));
        assertEquals(Duration.ofMinutes(5), RetryAfter.of("Tue, 24 Nov 2026 10:05:00 GMT", NOW));
        assertNull(RetryAfter.of("soon", NOW));
        assertNull(RetryAfter.of(null, NOW));
    }
}
