package org.curbline.telemetry.completeness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.curbline.store.Measurement;
import org.curbline.telemetry.KeptInMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NumbersKeptTest {
    private static final Instant NOW = Instant.parse("2028-06-20T16:20:00Z");

    @Test
    void whoAsksFirstNeedNotWaitUntilTheStoreHasCountedDays() throws InterruptedException {
        NumbersInMemory store = new NumbersInMemory();
        for (int hour = 1; hour < 200; hour++) {
            store.add(Measurement.STATUS, "k1", 1_000 - hour, NOW.minus(Duration.ofHours(hour)));
        }
        CompletenessReading reading = new CompletenessReading(store, () -> NOW);
        KeptInMemory kept = KeptInMemory.start(() -> true, List.of(reading::remember));
        Duration asked = Duration.ZERO;
        while (asked.compareTo(Duration.ofHours(23 + 8 + 6 * 24)) < 0) { // the last day, and what is before it
            asked = asked.plus(store.asked());
            TimeUnit.MILLISECONDS.sleep(10);
        }
        kept.close();
        store.asked();

        Instant week = NOW.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(7));
        assertEquals(168, reading.of(week, NOW).stored());
        Duration then = store.asked();
        assertTrue(then.compareTo(Duration.ofHours(1)) <= 0, then + " is what is not over");
        assertEquals(24, reading.of(NOW.minus(Duration.ofDays(1)), NOW).stored());
        then = store.asked();
        assertTrue(then.compareTo(Duration.ofHours(1)) <= 0, then + " is what is not over, and parts of hours");
    }

    @Test
    void beginsAsSoonAsItMay() throws InterruptedException {
        Iterator<Boolean> may = List.of(false, true).iterator();
        CountDownLatch begun = new CountDownLatch(1);
        KeptInMemory kept = KeptInMemory.start(may::next, List.of(() -> List.of(begun::countDown)));
        assertTrue(begun.await(30, TimeUnit.SECONDS), "it waits for its next round");
        kept.close();
    }
}
