package org.curbline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.SumsQuestion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is too old, every store takes away by itself: points soon, history later, rollups last, as configured when it
 * was opened last.
 */
@Timeout(120)
public abstract class RetentionContract {
    private static final String KIOSK = "mn-05-000001";
    private static final Duration LONG = Duration.ofDays(100);
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.HOURS);

    /** Opens the store of the test, the same each time, with what it then holds. */
    protected abstract TelemetryStore open(Retention retention);

    @Test
    void whatIsTooOldGoesAndWhatIsMadeOfItStays() throws Exception {
        List<Instant> times = List.of(now.minus(Duration.ofDays(40)), now.minus(Duration.ofDays(6)), now);
        try (TelemetryStore store = open(new Retention(LONG, LONG))) {
            for (Instant time : times) {
                write(store, Measurement.WIFI, time);
                write(store, Measurement.TRANSITION, time);
                write(store, Measurement.USAGE_HOUR, time);
                write(store, Measurement.USAGE_AREA_DAY, time);
            }
            assertEquals(times, kept(store, Measurement.WIFI));
            assertEquals(times, kept(store, Measurement.USAGE_HOUR));
        }
        try (TelemetryStore store = open(new Retention(Duration.ofDays(2), Duration.ofDays(15), Duration.ofDays(20)))) {
            for (Measurement each : Measurement.values()) {
                write(store, each, now); // nothing goes from a table that is not written to
            }
            awaitKept(store, Measurement.TRANSITION, times.subList(1, 3));
            awaitKept(store, Measurement.WIFI, List.of(now));
            awaitKept(store, Measurement.USAGE_HOUR, times.subList(1, 3));
            awaitKept(store, Measurement.USAGE_AREA_DAY, times.subList(1, 3));
        }
    }

    private void awaitKept(TelemetryStore store, Measurement measurement, List<Instant> expected)
            throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!kept(store, measurement).equals(expected)) {
            assertTrue(
                    System.nanoTime() < until,
                    () -> "Of " + measurement + " there are " + kept(store, measurement) + ", not " + expected);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private List<Instant> kept(TelemetryStore store, Measurement measurement) {
        if (!measurement.isRollup()) {
            return store
                    .reader()
                    .points(new PointsQuestion(measurement, now.minus(LONG), now.plusSeconds(1), KIOSK, -1, 10))
                    .stream()
                    .map(point -> Instant.ofEpochSecond(0, point.epochNanos()))
                    .toList();
        }
        List<Instant> kept = new ArrayList<>();
        store.reader()
                .sums(
                        new SumsQuestion(
                                measurement,
                                now.minus(LONG),
                                now.plusSeconds(1),
                                new PointReader.Step(now.minus(LONG), Duration.ofHours(1)),
                                List.of(),
                                Map.of(),
                                List.of(Columns.USES)),
                        row -> kept.add(Instant.ofEpochSecond(0, row.epochNanos())));
        return kept.stream().sorted().toList();
    }

    private static void write(TelemetryStore store, Measurement measurement, Instant time) throws InterruptedException {
        PointBatch batch = new PointBatch(256);
        batch.begin(measurement);
        measurement.tags().forEach(tag -> batch.tag(tag, tag.equals(Columns.KIOSK) ? KIOSK : "any"));
        if (measurement.fields().get(0) instanceof Column.Whole whole) {
            batch.field(whole, 1);
        } else {
            batch.field(Columns.STATE, "up");
        }
        batch.end(time.getEpochSecond() * 1_000_000_000L);
        assertEquals(List.of(), store.writer().write(batch));
    }
}
