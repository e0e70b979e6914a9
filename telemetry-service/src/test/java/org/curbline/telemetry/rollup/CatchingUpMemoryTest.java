package org.curbline.telemetry.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointBatch;
import org.curbline.store.Retention;
import org.junit.jupiter.api.Test;

/** Sixty busy days that nobody rolled up: however many there are, a day or two of them are in memory. */
class CatchingUpMemoryTest {
    private static final int DAYS = 60;
    private static final int KIOSKS = 200;
    private static final int USES_AN_HOUR = 104;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T12:00:00Z"));
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final BusyStore store = new BusyStore();

    @Test
    void daysAreReadFewAtOnceAndItIsSaidHowFarThatHasCome() throws Exception {
        Days days = new Days(ZoneOffset.UTC);
        Retention retention = new Retention(Duration.ofDays(DAYS), Duration.ofDays(DAYS));
        CatchingUp progress = new CatchingUp(now::get, said::add);
        Rounds rounds = new Rounds(
                new Agreement(store, store, days, new Random(1)),
                days,
                now::get,
                retention,
                Duration.ofDays(1),
                progress);

        assertTrue(rounds.once() >= 24 * DAYS, "all is made");

        assertEquals(0, rounds.toGo());
        assertEquals((long) KIOSKS * (24 * DAYS + 12), store.rows.get(), "each hour's rows are read once");
        assertTrue(store.mostRows.get() <= 2 * 24 * KIOSKS, store.mostRows + " rows for one question");
        assertTrue(store.mostPoints.get() <= 5_000, store.mostPoints + " points in one write");
        assertTrue(store.atOnce.get() <= 2, store.atOnce + " questions at once");
        assertFalse(said.isEmpty(), "it took " + Duration.between(Instant.parse("2026-11-28T12:00:00Z"), now.get()));
        assertTrue(said.get(0).matches("Rolling up: \\d+ of 61 days were looked at since the start\\."), said.get(0));
    }

    /** As many sessions of WiFi at each kiosk in each hour, and no rollup of them. A question takes a second. */
    private final class BusyStore extends StubStore {
        private final AtomicLong rows = new AtomicLong();
        private final AtomicLong mostRows = new AtomicLong();
        private final AtomicInteger mostPoints = new AtomicInteger();
        private final AtomicInteger asking = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            now.updateAndGet(before -> before.plusSeconds(1));
            if (question.measurement() != Measurement.WIFI) {
                return;
            }
            atOnce.accumulateAndGet(asking.incrementAndGet(), Math::max);
            Duration length = question.step() == null
                    ? Duration.between(question.from(), question.to())
                    : question.step().length();
            long handed = 0;
            for (Instant at = question.from(); at.isBefore(question.to()); at = at.plus(length)) {
                Instant end = at.plus(length).isBefore(question.to()) ? at.plus(length) : question.to();
                long uses = USES_AN_HOUR * Duration.between(at, end).toHours();
                long nanos = at.getEpochSecond() * 1_000_000_000;
                List<Long> sums = Collections.nCopies(question.fields().size(), uses);
                if (question.by().isEmpty()) {
                    consumer.accept(new SumsRow(nanos, List.of(), uses * KIOSKS, sums));
                } else {
                    for (int kiosk = 0; kiosk < KIOSKS; kiosk++) {
                        consumer.accept(new SumsRow(nanos, List.of("free", "mn-01-" + kiosk), uses, sums));
                        handed++;
                    }
                }
            }
            rows.addAndGet(handed);
            mostRows.accumulateAndGet(handed, Math::max);
            asking.decrementAndGet();
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            return question.measurement() == Measurement.WIFI
                    ? List.of(new StoredPoint(question.from().getEpochSecond() * 1_000_000_000, Map.of()))
                    : List.of();
        }

        @Override
        public List<RefusedPoint> write(PointBatch batch) {
            mostPoints.accumulateAndGet(batch.size(), Math::max);
            return List.of();
        }
    }
}
