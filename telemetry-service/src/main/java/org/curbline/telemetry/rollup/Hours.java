package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.PointWriter;

/**
 * Makes hours of rollups agree with the points. Whether they do is seen by counting: points are never changed and never
 * taken away, except all of a time together when they are too old, so an hour that counts as many uses as there are
 * points has them all, and one that counts more has outlived some of them. Blocking.
 */
final class Hours {
    static final Duration HOUR = Duration.ofHours(1);

    private static final long HOUR_NANOS = HOUR.toNanos();
    private static final int POINTS_A_WRITE = 5_000;

    private final PointReader reader;
    private final PointWriter writer;

    Hours(PointReader reader, PointWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Makes again what lacks points.
     *
     * @param from a whole hour, like to
     * @return how many hours were made, each service's apart
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    int agree(Instant from, Instant to) throws InterruptedException {
        Map<String, SortedMap<Long, Long>> rolled = new TreeMap<>();
        Step step = new Step(from, HOUR);
        reader.sums(
                new SumsQuestion(
                        Measurement.USAGE_HOUR,
                        from,
                        to,
                        step,
                        List.of(Columns.SERVICE),
                        Map.of(),
                        List.of(Columns.USES)),
                row -> rolled.computeIfAbsent(row.tags().get(0), none -> new TreeMap<>())
                        .merge(row.epochNanos(), row.sums().get(0), Long::sum));
        int made = 0;
        for (RolledUse use : RolledUse.values()) {
            SortedMap<Long, Long> lacking = new TreeMap<>();
            reader.sums(
                    new SumsQuestion(use.points(), from, to, step, List.of(), Map.of(), List.of()),
                    row -> lacking.merge(row.epochNanos(), row.count(), Long::sum));
            Map<Long, Long> counted = rolled.getOrDefault(use.word(), new TreeMap<>());
            lacking.entrySet().removeIf(hour -> hour.getValue() <= counted.getOrDefault(hour.getKey(), 0L));
            made += lacking.size();
            makeAll(use, lacking);
        }
        return made;
    }

    /** Hours that follow each other are made together. */
    private void makeAll(RolledUse use, SortedMap<Long, Long> hours) throws InterruptedException {
        long begin = 0;
        long end = 0;
        for (long hour : hours.keySet()) {
            if (hour != end) {
                make(use, begin, end);
                begin = hour;
            }
            end = hour + HOUR_NANOS;
        }
        make(use, begin, end);
    }

    private void make(RolledUse use, long begin, long end) throws InterruptedException {
        if (begin == end) {
            return;
        }
        Instant from = Instant.ofEpochSecond(0, begin);
        List<Tag> by = List.of(use.kind(), Columns.KIOSK);
        Made made = new Made(use);
        try {
            reader.sums(
                    new SumsQuestion(
                            use.points(),
                            from,
                            Instant.ofEpochSecond(0, end),
                            new Step(from, HOUR),
                            by,
                            Map.of(),
                            use.sums()),
                    made::add);
        } catch (InterruptedWriteException e) {
            throw e.interruption;
        }
        made.write();
    }

    /** Rollups on their way to the store, written as they become enough: not all of them are in memory. */
    private final class Made {
        private final RolledUse use;
        private final PointBatch batch = new PointBatch(64 * 1024);

        Made(RolledUse use) {
            this.use = use;
        }

        void add(SumsRow row) {
            batch.begin(Measurement.USAGE_HOUR)
                    .tag(Columns.KIND, row.tags().get(0))
                    .tag(Columns.KIOSK, row.tags().get(1))
                    .tag(Columns.SERVICE, use.word())
                    .field(Columns.USES, row.count());
            List<Whole> summed = use.sums();
            for (int i = 0; i < summed.size(); i++) {
                batch.field(summed.get(i), row.sums().get(i));
            }
            batch.end(row.epochNanos());
            if (batch.size() == POINTS_A_WRITE) {
                try {
                    write();
                } catch (InterruptedException e) {
                    throw new InterruptedWriteException(e);
                }
            }
        }

        void write() throws InterruptedException {
            List<PointWriter.RefusedPoint> refused = writer.write(batch);
            if (!refused.isEmpty()) {
                throw new IllegalStateException(
                        "The store refuses a rollup: " + refused.get(0).why());
            }
            batch.clear();
        }
    }

    /** Carries an interruption out of a reader's answer. */
    private static final class InterruptedWriteException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient InterruptedException interruption;

        InterruptedWriteException(InterruptedException interruption) {
            super(interruption);
            this.interruption = interruption;
        }
    }
}
