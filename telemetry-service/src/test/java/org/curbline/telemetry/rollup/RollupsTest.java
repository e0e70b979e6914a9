package org.curbline.telemetry.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.junit.jupiter.api.Test;

class RollupsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T18:13:00Z"));
    private final CountDownLatch asked = new CountDownLatch(2);
    private List<StoredPoint> hours = List.of();

    /** A round of five minutes would else be followed by three quarters of an hour without one. */
    @Test
    void aStoreThatDidNotAnswerInTimeIsAskedAgainSoon() throws InterruptedException {
        Rollups.Plan plan = new Rollups.Plan(
                new Retention(Duration.ofDays(2), Duration.ofDays(2)), Duration.ofMillis(20), ZoneOffset.UTC);
        Rollups rollups = Rollups.start(new SlowStore(), now::get, plan, new SimpleMeterRegistry());
        assertTrue(asked.await(30, TimeUnit.SECONDS));
        rollups.close();
    }

    @Test
    void hoursGoOnAsTheyAreInTheStore() {
        Instant hour = Instant.parse("2026-11-26T17:00:00Z");
        hours = List.of(new StoredPoint(hour.getEpochSecond() * 1_000_000_000L, Map.of()));
        Rollups.Plan plan = new Rollups.Plan(
                new Retention(Duration.ofDays(2), Duration.ofDays(2)), Duration.ofDays(1), ZoneId.of("Asia/Kolkata"));
        try (Rollups rollups = Rollups.start(new SlowStore(), now::get, plan, new SimpleMeterRegistry())) {
            assertEquals(new Days(ZoneOffset.UTC), rollups.coverage().days());
        }
    }

    /** Takes five minutes for each question, and answers none. */
    private final class SlowStore extends StubStore implements TelemetryStore {
        @Override
        public PointReader reader() {
            return this;
        }

        @Override
        public PointWriter writer() {
            return this;
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            return hours;
        }

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            now.updateAndGet(before -> before.plus(Duration.ofMinutes(5)));
            asked.countDown();
            throw new StoreUnavailableException("It does not answer", null);
        }
    }
}
