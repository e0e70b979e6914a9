package org.curbline.telemetry.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointBatch;
import org.curbline.store.Retention;
import org.junit.jupiter.api.Test;

/** Two telemetry services that start at the same moment over one store share what there is to do. */
class TwoServicesTest {
    private static final int DAYS = 60;
    /** So many that each day is read by itself. */
    private static final long USES_AN_HOUR = 40_000;

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-28T00:00:00Z"));
    private static final Duration HOUR = Duration.ofHours(1);

    /** Hours whose rollups are there. */
    private final Set<Instant> made = ConcurrentHashMap.newKeySet();

    private final AtomicLong read = new AtomicLong();

    @Test
    void whatOneHasMadeTheOtherDoesNotMake() throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        FutureTask<Integer> one = began(start, 1);
        FutureTask<Integer> other = began(start, 2);
        one.get(1, TimeUnit.MINUTES);
        other.get(1, TimeUnit.MINUTES);

        assertEquals(24 * DAYS, made.size(), "all is made");
        assertTrue(read.get() < 24 * DAYS * 7 / 4, read + " hours were read, of " + 24 * DAYS);
        long before = read.get();
        rounds(3).once();
        assertEquals(before, read.get(), "one that comes later reads none");
    }

    private FutureTask<Integer> began(CyclicBarrier start, long seed) {
        FutureTask<Integer> task = new FutureTask<>(() -> {
            start.await();
            return rounds(seed).once();
        });
        new Thread(task, "service-" + seed).start();
        return task;
    }

    private Rounds rounds(long seed) {
        BusyStore store = new BusyStore();
        Days days = new Days(ZoneOffset.UTC);
        Retention retention = new Retention(Duration.ofDays(DAYS), Duration.ofDays(DAYS));
        Agreement agreement = new Agreement(store, store, days, new Random(seed));
        return new Rounds(agreement, days, CLOCK, retention, Duration.ofDays(1), new CatchingUp(CLOCK, sentence -> {}));
    }

    /** As many sessions of WiFi in each hour. A day's take ten milliseconds to be read, and are made then. */
    private final class BusyStore extends StubStore {
        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            boolean ofPoints = question.measurement() == Measurement.WIFI;
            boolean ofRollups =
                    question.measurement().isRollup() && question.among().containsValue(Set.of(RolledUse.WIFI.word()));
            if (!ofPoints && !ofRollups) {
                return;
            }
            Duration length = question.step() == null
                    ? Duration.between(question.from(), question.to())
                    : question.step().length();
            List<String> tags = Collections.nCopies(question.by().size(), "mn-01");
            for (Instant at = question.from(); at.isBefore(question.to()); at = at.plus(length)) {
                long uses = 0;
                for (Instant hour = at; hour.isBefore(at.plus(length)); hour = hour.plus(HOUR)) {
                    uses += ofPoints || made.contains(hour) ? USES_AN_HOUR : 0;
                }
                if (uses > 0) {
                    List<Long> sums = Collections.nCopies(question.fields().size(), uses);
                    consumer.accept(new SumsRow(at.getEpochSecond() * 1_000_000_000, tags, uses, sums));
                }
            }
            if (ofPoints && !question.by().isEmpty()) {
                makeSlowly(question.from(), question.to());
            }
        }

        private void makeSlowly(Instant from, Instant to) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            for (Instant hour = from; hour.isBefore(to); hour = hour.plus(HOUR)) {
                made.add(hour);
                read.incrementAndGet();
            }
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            return question.measurement() == Measurement.WIFI
                    ? List.of(new StoredPoint(question.from().getEpochSecond() * 1_000_000_000, Map.of()))
                    : List.of();
        }

        @Override
        public List<RefusedPoint> write(PointBatch batch) {
            return List.of();
        }
    }
}
