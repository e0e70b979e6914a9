package org.curbline.telemetry.completeness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.NumbersRow;
import org.junit.jupiter.api.Test;

class RememberedNumbersTest {
    private static final List<Measurement> NUMBERED = List.of(Measurement.STATUS, Measurement.WIFI);

    private final NumbersInMemory store = new NumbersInMemory();
    private final Random random = new Random(5);
    private Instant now = Instant.parse("2028-06-20T16:20:00Z");
    private final RememberedNumbers numbers = new RememberedNumbers(store, NUMBERED, () -> now);

    @Test
    void whatIsOverIsAskedOnce() {
        fill(Duration.ofDays(9));
        assertAgrees(Duration.ofDays(7));
        assertEquals(Duration.ofDays(7), store.asked, "first all of it");
        now = now.plusSeconds(30);
        assertAgrees(Duration.ofDays(7));
        assertTrue(store.asked.compareTo(Duration.ofHours(1)) <= 0, store.asked + " then what is not over");
        assertAgrees(Duration.ofDays(1));
        assertTrue(
                store.asked.compareTo(Duration.ofHours(9)) <= 0,
                store.asked + " hours of yesterday, of which it has the day");
        assertAgrees(Duration.ofDays(1));
        assertTrue(store.asked.compareTo(Duration.ofHours(1)) <= 0);
    }

    @Test
    void whatCameLateIsSeenAtOnce() {
        fill(Duration.ofDays(9));
        assertAgrees(Duration.ofDays(7));
        for (int minutes = 1; minutes < 200; minutes += 7) {
            now = now.plus(Duration.ofMinutes(random.nextInt(9)));
            Instant of = now.minus(Duration.ofMinutes(random.nextInt(minutes * 50)));
            store.add(Measurement.STATUS, "late", 1_000 - minutes, of);
            if (Duration.between(of, now).toSeconds() > 60) {
                store.mark(now, of);
            }
            assertAgrees(Duration.ofDays(7));
        }
        now = now.plus(Duration.ofMinutes(20));
        assertAgrees(Duration.ofDays(7));
        now = now.plus(Duration.ofMinutes(1));
        store.add(Measurement.STATUS, "late", 2_000, now.minus(Duration.ofHours(3)));
        store.mark(now, now.minus(Duration.ofHours(3)));
        assertAgrees(Duration.ofDays(7));
        assertTrue(store.asked.compareTo(Duration.ofDays(2)) < 0, store.asked + " older days are not asked again");
    }

    @Test
    void whatNobodyMarkedIsSeenAfterAWhile() {
        fill(Duration.ofDays(2));
        assertAgrees(Duration.ofDays(1));
        store.add(Measurement.WIFI, "k1", 100_000, now.minus(Duration.ofHours(5)));
        now = now.plus(Duration.ofMinutes(16));
        assertAgrees(Duration.ofDays(1));
    }

    private void fill(Duration time) {
        int seq = 0;
        for (Instant at = now.minus(time); at.isBefore(now); at = at.plus(Duration.ofMinutes(random.nextInt(40)))) {
            Measurement measurement = NUMBERED.get(random.nextInt(2));
            store.add(measurement, "k" + random.nextInt(3), ++seq, at.plusNanos(random.nextInt(1_000)));
        }
    }

    /** With what is told when nothing is remembered; then how much was asked for it is noted. */
    private void assertAgrees(Duration time) {
        Map<String, NumbersRow> fresh = new TreeMap<>();
        Instant from = now.minus(time);
        NUMBERED.forEach(measurement -> store.numbers(measurement, from, now, row -> merge(fresh, row)));
        store.asked = Duration.ZERO;
        Map<String, NumbersRow> told = new TreeMap<>();
        numbers.forEach(from, now, row -> merge(told, row));
        assertEquals(fresh, told);
    }

    private static void merge(Map<String, NumbersRow> rows, NumbersRow row) {
        rows.merge(row.kiosk() + row.run(), row, NumbersRow::with);
    }

    /** Points with nothing but numbers, and marks of what came late. */
    private static final class NumbersInMemory implements PointReader {
        private final Map<Measurement, List<StoredPoint>> points = new TreeMap<>();
        /** Of one kind of events. */
        private Duration asked = Duration.ZERO;

        void add(Measurement measurement, String kiosk, long seq, Instant at) {
            add(measurement, at, Map.of(Columns.KIOSK.name(), kiosk, Columns.SEQ.name(), seq));
        }

        void mark(Instant came, Instant oldest) {
            add(
                    Measurement.LATE,
                    came,
                    Map.of(Columns.KIOSK.name(), "late", Columns.OLDEST.name(), oldest.toEpochMilli()));
        }

        private void add(Measurement measurement, Instant at, Map<String, Object> values) {
            long nanos = at.getEpochSecond() * 1_000_000_000 + at.getNano();
            points.computeIfAbsent(measurement, none -> new ArrayList<>()).add(new StoredPoint(nanos, values));
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            if (question.measurement() == Measurement.STATUS) {
                asked = asked.plus(Duration.between(question.from(), question.to()));
            }
            return points.getOrDefault(question.measurement(), List.of()).stream()
                    .filter(point -> point.epochNanos() > question.afterNanos())
                    .filter(point ->
                            !at(point).isBefore(question.from()) && at(point).isBefore(question.to()))
                    .sorted(Comparator.comparingLong(StoredPoint::epochNanos))
                    .limit(question.limit())
                    .toList();
        }

        private static Instant at(StoredPoint point) {
            return Instant.ofEpochSecond(0, point.epochNanos());
        }

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<StoredPoint> newest(NewestQuestion question) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }
}
