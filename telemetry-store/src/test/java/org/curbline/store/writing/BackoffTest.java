package org.curbline.store.writing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(1));

    @Test
    void doublesUpToTheLongestAndIsShortenedByAtMostHalf() {
        long[] most = {100, 200, 400, 800, 1600, 3200, 5000, 5000};
        for (int i = 0; i < most.length; i++) {
            for (int again = 0; again < 100; again++) {
                Duration wait = backoff.wait(i + 1);
                assertTrue(wait.compareTo(Duration.ofMillis(most[i])) <= 0, wait::toString);
                assertTrue(wait.compareTo(Duration.ofMillis(most[i] / 2)) >= 0, wait::toString);
            }
        }
    }

    @Test
    void staysAtTheLongestForEver() {
        for (int failures : new int[] {30, 40, 62, 63, 64, 65, 1000, Integer.MAX_VALUE}) {
            Duration wait = backoff.wait(failures);
            assertTrue(wait.compareTo(Duration.ofMillis(2500)) >= 0, wait::toString);
            assertTrue(wait.compareTo(Duration.ofSeconds(5)) <= 0, wait::toString);
        }
    }

    @Test
    void refusesWaitsThatMakeNoSense() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(1), new Random(1)));
        assertEquals("Waits must be positive, and the longest not below the first", refusal.getMessage());
    }
}
