package org.curbline.telemetry.completeness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.NewestQuestion;
import org.curbline.store.PointReader.NumbersRow;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.telemetry.completeness.Completeness.Late;
import org.curbline.telemetry.completeness.Completeness.Row;
import org.curbline.telemetry.completeness.Numbers.Hole;
import org.jspecify.annotations.Nullable;

/** Counts what is stored against the kiosks' own numbers. Blocking. */
public final class CompletenessReading {
    /** What carries a number of its kiosk. */
    private static final List<Measurement> NUMBERED = Stream.of(Measurement.values())
            .filter(measurement -> measurement.fields().contains(Columns.SEQ)
                    && measurement.tags().contains(Columns.KIOSK))
            .toList();

    private static final int PAGE = 20_000;

    private final PointReader reader;
    private final InstantSource clock;
    private final RememberedNumbers numbers;

    public CompletenessReading(PointReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
        this.numbers = new RememberedNumbers(reader, NUMBERED, clock);
    }

    /**
     * What is to be done so that who asks for the last days, as the page of data quality does, need not wait until a
     * store has counted them, piece by piece.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    public List<Runnable> remember() {
        Instant now = clock.instant();
        List<Runnable> pieces = new ArrayList<>(numbers.keep(now.minus(Duration.ofDays(1)), now));
        pieces.addAll(numbers.keep(now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(7)), now));
        return pieces;
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    public Completeness of(Instant from, Instant to) {
        Map<String, Runs> kiosks = new HashMap<>();
        Instant asOf = numbers.forEach(from, to, row -> kiosks.computeIfAbsent(row.kiosk(), none -> new Runs())
                .add(row));
        Map<String, StoredPoint> spools = newest(Measurement.HEALTH, Columns.SPOOLED, from);
        Map<String, StoredPoint> lates = newest(Measurement.LATE, Columns.OLDEST, from);
        List<Row> rows = new ArrayList<>();
        for (Map.Entry<String, Runs> each : kiosks.entrySet()) {
            String kiosk = each.getKey();
            StoredPoint spool = spools.get(kiosk);
            StoredPoint late = lates.get(kiosk);
            Counted counted = each.getValue().counted();
            if (counted == null) {
                Numbers all = numbers(kiosk, from, to);
                counted = new Counted(all.stored(), all.missing());
            }
            rows.add(new Row(
                    kiosk,
                    counted.stored,
                    counted.missing,
                    spool == null ? null : whole(spool, Columns.SPOOLED),
                    spool == null ? null : at(spool),
                    late == null ? null : new Late(at(late), Instant.ofEpochMilli(whole(late, Columns.OLDEST)))));
        }
        rows.sort(Comparator.comparingDouble((Row row) -> Completeness.share(row.stored(), row.missing()))
                .thenComparing(Row::kiosk));
        return new Completeness(from, to, rows, asOf);
    }

    /** One kiosk's holes, in the order of its numbers. */
    public List<MissingNumbers> holes(String kiosk, Instant from, Instant to) {
        return numbers(kiosk, from, to).holes().stream().map(MissingNumbers::of).toList();
    }

    private Map<String, StoredPoint> newest(Measurement measurement, Whole field, Instant since) {
        Map<String, StoredPoint> newest = new HashMap<>();
        reader.newest(new NewestQuestion(measurement, "", since, Map.of(), List.of(field)))
                .forEach(point -> newest.put(text(point, Columns.KIOSK.name()), point));
        return newest;
    }

    private static long whole(StoredPoint point, Whole field) {
        return point.values().get(field.name()) instanceof Long value ? value : 0;
    }

    private static Instant at(StoredPoint point) {
        return Instant.ofEpochSecond(0, point.epochNanos());
    }

    private Numbers numbers(String kiosk, Instant from, Instant to) {
        Numbers numbers = new Numbers();
        Consumer<StoredPoint> taker = point -> {
            if (point.values().get(Columns.SEQ.name()) instanceof Long seq) {
                numbers.add(text(point, Columns.RUN.name()), seq, point.epochNanos());
            }
        };
        NUMBERED.forEach(
                measurement -> reader.forEach(new PointsQuestion(measurement, from, to, kiosk, -1, PAGE), taker));
        return numbers;
    }

    private static String text(StoredPoint point, String column) {
        return point.values().getOrDefault(column, "").toString();
    }

    private record Counted(long stored, long missing) {}

    /** A kiosk's runs, over all kinds of events together. */
    private static final class Runs {
        private final Map<String, NumbersRow> runs = new HashMap<>();
        private boolean mixed;

        void add(NumbersRow row) {
            if (row.run() == null) {
                mixed = true;
            } else {
                runs.merge(row.run(), row, NumbersRow::with);
            }
        }

        /** Null if its numbers must be looked at one by one. */
        @Nullable
        Counted counted() {
            long stored = 0;
            long missing = 0;
            for (NumbersRow run : runs.values()) {
                long holes = run.highest() - run.lowest() + 1 - run.count();
                mixed |= holes < 0; // a number twice
                stored += run.count();
                missing += holes;
            }
            return mixed ? null : new Counted(stored, missing);
        }
    }

    /**
     * Numbers of a kiosk that are not stored.
     *
     * @param run which life of the kiosk's memory; empty for the first
     * @param after when the event before them is of
     * @param before when the event behind them is of
     */
    public record MissingNumbers(String run, long first, long last, Instant after, Instant before) {
        private static MissingNumbers of(Hole hole) {
            return new MissingNumbers(
                    hole.run(),
                    hole.first(),
                    hole.last(),
                    Instant.ofEpochSecond(0, hole.afterNanos()),
                    Instant.ofEpochSecond(0, hole.beforeNanos()));
        }
    }
}
