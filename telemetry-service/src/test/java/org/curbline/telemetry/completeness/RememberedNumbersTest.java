package org.curbline.telemetry.completeness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.NumbersRow;
import org.curbline.store.PointReader.StoreUnavailableException;
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
        assertEquals(Duration.ofDays(7), store.asked(), "first all of it");
        now = now.plusSeconds(30);
        assertAgrees(Duration.ofDays(7));
        assertAsked(Duration.ofHours(1), " then what is not over");
        assertAgrees(Duration.ofDays(1));
        assertAsked(Duration.ofHours(9), " hours of yesterday, of which it has the day");
        assertAgrees(Duration.ofDays(1));
        assertAsked(Duration.ofHours(1), "what is not over");
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
        assertAsked(Duration.ofDays(2).minusNanos(1), " older days are not asked again");
    }

    @Test
    void whatNobodyMarkedIsSeenAfterAWhile() {
        fill(Duration.ofDays(2));
        assertAgrees(Duration.ofDays(1));
        store.add(Measurement.WIFI, "k1", 100_000, now.minus(Duration.ofHours(5)));
        now = now.plus(Duration.ofMinutes(16));
        assertAgrees(Duration.ofDays(1));
    }

    /** What nobody marked may have come since. */
    @Test
    void whatIsRememberedIsAsOfWhenItWasAsked() {
        fill(Duration.ofDays(2));
        Instant asked = now;
        Instant from = now.minus(Duration.ofDays(1));
        assertEquals(asked, numbers.forEach(from, now, row -> {}));
        now = now.plus(Duration.ofMinutes(10));
        assertEquals(asked, numbers.forEach(from, now, row -> {}));
        assertEquals(now, numbers.forEach(now.minusSeconds(60), now, row -> {}), "of which nothing is remembered");
        keep(Duration.ofDays(1)); // counts it again
        assertEquals(now, numbers.forEach(from, now, row -> {}));
    }

    @Test
    void whatIsKeptIsCountedAndNotAskedAgain() {
        fill(Duration.ofDays(9));
        keep(Duration.ofDays(7));
        store.asked();
        for (int rounds = 0; rounds < 6; rounds++) {
            now = now.plus(Duration.ofMinutes(9));
            keep(Duration.ofDays(7));
            assertAsked(
                    Duration.ofHours(5), " which is what became whole, and as many hours once more in longer pieces");
        }
        assertAgrees(Duration.ofDays(7));
        assertAsked(Duration.ofHours(2), " of what is kept nothing is asked");

        store.add(Measurement.WIFI, "k1", 100_000, now.minus(Duration.ofHours(50)));
        now = now.plus(Duration.ofMinutes(9));
        keep(Duration.ofDays(7));
        assertAgrees(Duration.ofDays(7));
    }

    @Test
    void whatCameLateIsSeenAlsoAfterAQuestionThatFailed() {
        fill(Duration.ofDays(2));
        assertAgrees(Duration.ofDays(1));
        comesLate();
        now = now.plus(Duration.ofMinutes(4));
        store.whileAsked(Measurement.LATE, () -> {
            throw new StoreUnavailableException("It was told to", null);
        });
        assertThrows(StoreUnavailableException.class, () -> numbers.forEach(now.minusSeconds(60), now, row -> {}));
        assertAgrees(Duration.ofDays(1));
    }

    @Test
    void whatCameLateIsSeenAlsoWhileAnotherQuestionLooksForIt() {
        fill(Duration.ofDays(2));
        assertAgrees(Duration.ofDays(1));
        comesLate();
        now = now.plus(Duration.ofMinutes(4));
        store.whileAsked(Measurement.LATE, () -> assertAgrees(Duration.ofDays(1)));
        assertAgrees(Duration.ofDays(1));
    }

    @Test
    void whatCameLateIsSeenAlsoOfWhatTookLongToAsk() {
        fill(Duration.ofDays(2));
        Instant from = now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(1));
        store.whileAsked(Measurement.WIFI, () -> {
            comesLate();
            now = now.plus(Duration.ofMinutes(4));
            numbers.forEach(now.minusSeconds(60), now, row -> {});
        });
        numbers.forEach(from, now, row -> {});
        assertAgrees(from);
    }

    private void comesLate() {
        Instant of = now.minus(Duration.ofHours(20));
        store.add(Measurement.WIFI, "late", 100_000, of);
        store.mark(now, of);
    }

    private void assertAsked(Duration atMost, String what) {
        Duration asked = store.asked();
        assertTrue(asked.compareTo(atMost) <= 0, asked + " " + what);
    }

    private void keep(Duration time) {
        numbers.keep(now.minus(time), now).forEach(Runnable::run);
    }

    private void fill(Duration time) {
        int seq = 0;
        for (Instant at = now.minus(time); at.isBefore(now); at = at.plus(Duration.ofMinutes(random.nextInt(40)))) {
            Measurement measurement = NUMBERED.get(random.nextInt(2));
            store.add(measurement, "k" + random.nextInt(3), ++seq, at.plusNanos(random.nextInt(1_000)));
        }
    }

    private void assertAgrees(Duration time) {
        assertAgrees(now.minus(time));
    }

    /** With what is told when nothing is remembered; then how much was asked for it is noted. */
    private void assertAgrees(Instant from) {
        Map<String, NumbersRow> fresh = new TreeMap<>();
        NUMBERED.forEach(measurement -> store.numbers(measurement, from, now, row -> merge(fresh, row)));
        store.asked();
        Map<String, NumbersRow> told = new TreeMap<>();
        numbers.forEach(from, now, row -> merge(told, row));
        assertEquals(fresh, told);
    }

    private static void merge(Map<String, NumbersRow> rows, NumbersRow row) {
        rows.merge(row.kiosk() + row.run(), row, NumbersRow::with);
    }
}
