package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.TelemetryStore;
import org.curbline.telemetry.completeness.Completeness;
import org.curbline.telemetry.completeness.CompletenessReading;
import org.junit.jupiter.api.Test;

/**
 * The numbers of the last days that are kept counted are those that were stored, however late, and the store is not
 * asked for them again: for every store. Each test has a time of its own, as the store is shared between them.
 */
abstract class NumbersKeptContract {
    private static final List<String> KIOSKS = List.of("mn-1", "mn-2", "bx-1");
    private static final int HOURS = 200;
    /** Until twenty past four: of the last day whole hours, and of the week before it the day it began in, and six. */
    private static final Duration KEPT = Duration.ofHours(23 + 8 + 6 * 24);

    private static final List<Measurement> NUMBERED = Stream.of(Measurement.values())
            .filter(measurement -> measurement.fields().contains(Columns.SEQ)
                    && measurement.tags().contains(Columns.KIOSK))
            .toList();

    private final Random random = new Random(11);
    private final List<Said> ledger = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    protected abstract TelemetryStore store();

    @Test
    void theStoreIsAskedOnlyForWhatIsNotOver() throws Exception {
        now = Instant.parse("2027-06-20T16:20:00Z");
        makeUp();
        ReaderOfNumbers reader = new ReaderOfNumbers(store().reader());
        CompletenessReading reading = new CompletenessReading(reader, () -> now);
        keepARound(reading, reader);

        assertAgrees(reading, reader);
    }

    @Test
    void whatCameLateIsSeenAtOnce() throws Exception {
        now = Instant.parse("2026-06-20T16:20:00Z");
        makeUp();
        ReaderOfNumbers reader = new ReaderOfNumbers(store().reader());
        CompletenessReading reading = new CompletenessReading(reader, () -> now);
        keepARound(reading, reader);

        now = now.plusSeconds(20);
        Instant late = now.minus(Duration.ofHours(30));
        PointBatch batch = new PointBatch(1024);
        say(new Said("mn-1", "r2", 2_000, late, Measurement.STATUS), batch);
        batch.begin(Measurement.LATE).tag(Columns.KIOSK, "mn-1");
        batch.field(Columns.OLDEST, late.toEpochMilli());
        batch.end(now.toEpochMilli() * 1_000_000);
        assertEquals(List.of(), store().writer().write(batch));
        now = now.plusSeconds(1);
        assertEquals(expected(week()), told(reading.of(week(), now)));
    }

    /** A gateway that was killed may have stored it and not told. */
    @Test
    void whatNobodyMarkedIsSeenWhenItIsCountedAgain() throws Exception {
        now = Instant.parse("2025-06-20T16:20:00Z");
        makeUp();
        ReaderOfNumbers reader = new ReaderOfNumbers(store().reader());
        CompletenessReading reading = new CompletenessReading(reader, () -> now);
        keepARound(reading, reader);

        PointBatch batch = new PointBatch(1024);
        say(new Said("bx-1", "r2", 2_000, now.minus(Duration.ofHours(5)), Measurement.WIFI), batch);
        assertEquals(List.of(), store().writer().write(batch));
        now = now.plus(Duration.ofMinutes(9));
        reader.forget();
        keepUntilAllIs(reader::summed, reading, reader);
        assertEquals(Duration.ofHours(8), least(reader::asked), "and only what is more than it was is asked again");
        assertAgrees(reading, reader);
    }

    /** Until it has read, for the first time, all that it keeps. */
    private static void keepARound(CompletenessReading reading, ReaderOfNumbers reader) throws InterruptedException {
        keepUntilAllIs(reader::asked, reading, reader);
    }

    private static void keepUntilAllIs(
            Function<Measurement, Duration> done, CompletenessReading reading, ReaderOfNumbers reader)
            throws InterruptedException {
        KeptInMemory kept = KeptInMemory.start(() -> true, List.of(reading::remember));
        try {
            long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
            while (least(done).compareTo(KEPT) < 0) {
                assertTrue(System.nanoTime() < until, () -> "Waited in vain until all was " + reader);
                TimeUnit.MILLISECONDS.sleep(5);
            }
        } finally {
            kept.close();
        }
    }

    private void assertAgrees(CompletenessReading reading, ReaderOfNumbers reader) {
        for (Instant from : List.of(week(), now.minus(Duration.ofDays(1)))) {
            reader.forget();
            assertEquals(expected(from), told(reading.of(from, now)));
            for (Measurement each : NUMBERED) {
                Duration asked = reader.asked(each);
                assertTrue(asked.compareTo(Duration.ofHours(2)) < 0, () -> asked + " of " + each + " were asked again");
            }
        }
    }

    private Instant week() {
        return now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(7));
    }

    /** Each kiosk's numbers go on over the kinds of events, some are lost, and in the middle its memory is. */
    private void makeUp() throws InterruptedException {
        PointBatch batch = new PointBatch(1 << 16);
        for (String kiosk : KIOSKS) {
            long seq = 0;
            for (int hour = HOURS; hour > 0; hour--) {
                boolean anew = hour < HOURS / 2;
                seq = hour == HOURS / 2 - 1 ? 1 : seq + 1 + (random.nextInt(5) == 0 ? random.nextInt(4) : 0);
                Measurement kind = random.nextBoolean() ? Measurement.STATUS : Measurement.WIFI;
                Instant at = now.minus(Duration.ofHours(hour)).plusSeconds(random.nextInt(3_600));
                say(new Said(kiosk, anew ? "r2" : "", seq, at, kind), batch);
            }
        }
        assertEquals(List.of(), store().writer().write(batch));
    }

    private void say(Said said, PointBatch batch) {
        ledger.add(said);
        batch.begin(said.kind).tag(Columns.KIOSK, said.kiosk);
        if (said.kind == Measurement.STATUS) {
            batch.tag(Columns.SERVICE, "wifi");
            batch.field(Columns.STATE, "up");
        } else {
            batch.tag(Columns.NETWORK, "open");
            batch.field(Columns.DURATION, 60);
        }
        batch.field(Columns.SEQ, said.seq);
        if (!said.run.isEmpty()) {
            batch.field(Columns.RUN, said.run);
        }
        batch.end(said.at.toEpochMilli() * 1_000_000 + said.seq);
    }

    /** Of each kiosk what is stored and what is missing, reckoned number by number. */
    private Map<String, List<Long>> expected(Instant from) {
        Map<String, List<Long>> expected = new TreeMap<>();
        for (String kiosk : KIOSKS) {
            long stored = 0;
            long missing = 0;
            for (String run : List.of("", "r2")) {
                TreeSet<Long> numbers = new TreeSet<>();
                ledger.stream()
                        .filter(said -> said.kiosk.equals(kiosk) && said.run.equals(run))
                        .filter(said -> !said.at.isBefore(from) && said.at.isBefore(now))
                        .forEach(said -> numbers.add(said.seq));
                stored += numbers.size();
                missing += numbers.isEmpty() ? 0 : numbers.last() - numbers.first() + 1 - numbers.size();
            }
            expected.put(kiosk, List.of(stored, missing));
        }
        return expected;
    }

    private static Map<String, List<Long>> told(Completeness completeness) {
        Map<String, List<Long>> told = new TreeMap<>();
        completeness.rows().forEach(row -> told.put(row.kiosk(), List.of(row.stored(), row.missing())));
        return told;
    }

    private static Duration least(Function<Measurement, Duration> time) {
        return NUMBERED.stream().map(time).min(Comparator.naturalOrder()).orElseThrow();
    }

    private record Said(String kiosk, String run, long seq, Instant at, Measurement kind) {}

    /** Notes for how long a time it has answered. */
    private static final class ReaderOfNumbers extends PassingReader {
        private final Map<Measurement, Duration> asked = new ConcurrentHashMap<>();
        private final Map<Measurement, Duration> summed = new ConcurrentHashMap<>();

        ReaderOfNumbers(PointReader reader) {
            super(reader);
        }

        Duration asked(Measurement measurement) {
            return asked.getOrDefault(measurement, Duration.ZERO);
        }

        Duration summed(Measurement measurement) {
            return summed.getOrDefault(measurement, Duration.ZERO);
        }

        void forget() {
            asked.clear();
            summed.clear();
        }

        @Override
        public void numbers(Measurement measurement, Instant from, Instant to, Consumer<NumbersRow> consumer) {
            reader.numbers(measurement, from, to, consumer);
            asked.merge(measurement, Duration.between(from, to), Duration::plus);
        }

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            reader.sums(question, consumer);
            summed.merge(question.measurement(), Duration.between(question.from(), question.to()), Duration::plus);
        }

        @Override
        public String toString() {
            return "asked " + asked + ", summed " + summed;
        }
    }
}
