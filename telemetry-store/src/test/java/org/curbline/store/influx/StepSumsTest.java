package org.curbline.store.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.junit.jupiter.api.Test;

class StepSumsTest {
    private static final Instant NOON = Instant.parse("2026-06-10T12:00:00Z");
    private static final int KIOSKS = 6_000;

    private final List<SumsRow> rows = new ArrayList<>();
    private final StepSums sums = new StepSums(
            new SumsQuestion(
                    Measurement.CALL,
                    NOON,
                    NOON.plusSeconds(3 * 3600),
                    new Step(NOON, Duration.ofHours(1)),
                    List.of(Columns.KIOSK),
                    Map.of(),
                    List.of(Columns.DURATION)),
            rows::add);

    /** As much as is held is there before the second hour ends. */
    @Test
    void handsOverHoursThatAreOverAndEachOnceAndWhole() {
        for (int hour = 0; hour < 3; hour++) {
            for (int use = 0; use < 2; use++) {
                for (int i = 0; i < KIOSKS; i++) {
                    add(i, NOON.plusSeconds(hour * 3600 + use), 10 + use);
                }
            }
        }
        assertEquals(2 * KIOSKS, rows.size(), "the third hour is not over");
        sums.end();

        Map<List<Object>, SumsRow> byHour = new HashMap<>();
        rows.forEach(row -> byHour.put(List.of(row.tags(), row.epochNanos()), row));
        assertEquals(3 * KIOSKS, rows.size());
        assertEquals(3 * KIOSKS, byHour.size());
        assertTrue(rows.stream().allMatch(row -> row.count() == 2 && row.sums().equals(List.of(21L))));
        assertEquals(rows.get(0).tags(), rows.get(1).tags(), "an hour and the next of a kiosk together");
    }

    /** It may have been handed over, and would overwrite what was. */
    @Test
    void refusesAnHourThatIsOver() {
        add(1, NOON.plusSeconds(3600), 1);
        assertThrows(IllegalStateException.class, () -> add(1, NOON, 1));
    }

    private void add(int kiosk, Instant at, int seconds) {
        sums.add(List.of(Long.toString(Nanos.of(at)), "mn-" + kiosk, "1", Integer.toString(seconds)));
    }
}
