package org.curbline.telemetry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;

/** Answers what it was given, remembers what it was asked, and can be away. */
final class ReaderWithFixedRows implements PointReader {
    final ConcurrentLinkedQueue<SumsQuestion> usageQuestions = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<PointsQuestion> pointsQuestions = new ConcurrentLinkedQueue<>();
    volatile boolean away;

    private final Map<Measurement, List<SumsRow>> rows = new EnumMap<>(Measurement.class);
    private final List<StoredPoint> points = new ArrayList<>();

    ReaderWithFixedRows with(Measurement measurement, SumsRow... added) {
        rows.put(measurement, List.of(added));
        return this;
    }

    ReaderWithFixedRows with(StoredPoint point) {
        points.add(point);
        return this;
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        usageQuestions.add(question);
        requireThere();
        rows.getOrDefault(question.measurement(), List.of()).stream()
                .filter(row -> question.step() == null || isWithin(question, row.epochNanos()))
                .forEach(consumer);
    }

    private static boolean isWithin(SumsQuestion question, long epochNanos) {
        Instant time = Instant.ofEpochSecond(0, epochNanos);
        return !time.isBefore(question.from()) && time.isBefore(question.to());
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        pointsQuestions.add(question);
        requireThere();
        return points.stream()
                .filter(point -> point.epochNanos() > question.afterNanos())
                .limit(question.limit())
                .toList();
    }

    @Override
    public List<StoredPoint> newest(NewestQuestion question) {
        requireThere();
        return points;
    }

    @Override
    public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
        // nothing was ever used
    }

    @Override
    public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
        // likewise
    }

    @Override
    public void close() {
        // nothing is open
    }

    private void requireThere() {
        if (away) {
            throw new StoreUnavailableException("The store at the end of the road does not answer", null);
        }
    }
}
