package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.curbline.store.StoreCondition;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Coverage.Grain;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.junit.jupiter.api.Test;

/** Years in which nothing is stored cost a start nearly nothing. */
class EmptyHistoryTest {
    private static final Duration YEARS = Duration.ofDays(5 * 366);

    private static final Instant START = Instant.parse("2026-11-26T18:13:00Z");

    private Duration passed = Duration.ZERO;
    private final ReaderWithFixedRows store = new ReaderWithFixedRows();
    private final RoundsByHand rounds = new RoundsByHand(
            store,
            new NothingToWrite(),
            () -> START.plus(passed),
            new Retention(Duration.ofDays(60), YEARS),
            ZoneId.of("America/New_York"));

    @Test
    void yearsWithoutAnythingAreAskedForTogether() throws Exception {
        assertEquals(0, rounds.once());

        int asked = store.usageQuestions.size() + store.pointsQuestions.size();
        assertTrue(asked < 50, () -> asked + " questions");
        Coverage coverage = rounds.coverage();
        assertTrue(coverage.isOfAllPoints());
        Instant from = Instant.parse("2022-01-01T05:00:00Z");
        Instant midnight = Instant.parse("2026-11-26T05:00:00Z");
        assertEquals(
                List.of(new Coverage.Part(from, midnight, Grain.DAYS, true, START)),
                coverage.parts(from, midnight, true, START));

        store.usageQuestions.clear();
        store.pointsQuestions.clear();
        passed = Duration.ofMinutes(6);
        rounds.once();
        int again = store.usageQuestions.size() + store.pointsQuestions.size();
        assertTrue(again < 50, () -> again + " questions when they have their turn again");
        assertFalse(store.pointsQuestions.isEmpty(), "and have it");
    }

    @Test
    void whetherAnythingIsStoredIsNotKnownOfAStoreThatIsAway() throws Exception {
        rounds.once();
        store.away = true;
        passed = Duration.ofMinutes(6);
        assertThrows(StoreUnavailableException.class, rounds::once);

        Instant day = Instant.parse("2026-11-01T04:00:00Z");
        Coverage.Part part = new Coverage.Part(day, day.plusSeconds(3600), Grain.HOURS, true, START);
        assertEquals(List.of(part), rounds.coverage().parts(part.from(), part.to(), false, START.plus(passed)));
    }

    private static final class NothingToWrite implements PointWriter {
        @Override
        public List<RefusedPoint> write(PointBatch batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StoreCondition condition() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void probe() {}

        @Override
        public void close() {}
    }
}
