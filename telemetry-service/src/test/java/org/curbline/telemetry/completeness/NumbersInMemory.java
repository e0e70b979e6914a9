package org.curbline.telemetry.completeness;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;

/** Points with nothing but numbers, and marks of what came late. */
final class NumbersInMemory implements PointReader {
    private final Map<Measurement, List<StoredPoint>> points = new ConcurrentHashMap<>();
    private final Map<Measurement, Runnable> meanwhile = new ConcurrentHashMap<>();
    /** Of one kind of events. */
    private Duration asked = Duration.ZERO;

    /** Does something once, when it is asked for such points next: it has read them, and has not answered yet. */
    void whileAsked(Measurement measurement, Runnable what) {
        meanwhile.put(measurement, what);
    }

    /** Since it was asked for last. */
    synchronized Duration asked() {
        Duration time = asked;
        asked = Duration.ZERO;
        return time;
    }

    private synchronized void note(Duration time) {
        asked = asked.plus(time);
    }

    void add(Measurement measurement, String kiosk, long seq, Instant at) {
        add(measurement, at, Map.of(Columns.KIOSK.name(), kiosk, Columns.SEQ.name(), seq));
    }

    void mark(Instant came, Instant oldest) {
        add(Measurement.LATE, came, Map.of(Columns.KIOSK.name(), "late", Columns.OLDEST.name(), oldest.toEpochMilli()));
    }

    private void add(Measurement measurement, Instant at, Map<String, Object> values) {
        long nanos = at.getEpochSecond() * 1_000_000_000 + at.getNano();
        points.computeIfAbsent(measurement, none -> new ArrayList<>()).add(new StoredPoint(nanos, values));
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        if (question.measurement() == Measurement.STATUS) {
            note(Duration.between(question.from(), question.to()));
        }
        List<StoredPoint> read = read(question);
        Runnable once = meanwhile.remove(question.measurement());
        if (once != null) {
            once.run();
        }
        return read;
    }

    private List<StoredPoint> read(PointsQuestion question) {
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
        long count = points.getOrDefault(question.measurement(), List.of()).stream()
                .filter(point ->
                        !at(point).isBefore(question.from()) && at(point).isBefore(question.to()))
                .count();
        consumer.accept(new SumsRow(0, List.of(), count, List.of()));
    }

    @Override
    public List<StoredPoint> newest(NewestQuestion question) {
        return List.of();
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
