package org.curbline.agent.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Refusals refusals = new Refusals();

    @Test
    void ofAFloodTheFirstIsSaidAndThenOneInTenMinutesAndAllAreCounted() {
        long start = Long.MAX_VALUE - MINUTE; // where such a clock begins is anybody's guess
        assertTrue(refusals.add(start));
        assertFalse(refusals.add(start));
        assertFalse(refusals.add(start + 10 * MINUTE - 1));
        assertTrue(refusals.add(start + 10 * MINUTE));
        assertFalse(refusals.add(start + 11 * MINUTE));
        assertEquals(5, refusals.count());
    }
}
