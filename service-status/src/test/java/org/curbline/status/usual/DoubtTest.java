package org.curbline.status.usual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class DoubtTest {
    private static final WeekHours HOURS = new WeekHours(ZoneOffset.UTC);
    private static final double USES = 1000;

    private final Doubt doubt = new Doubt(HOURS, 1);

    @Test
    void aGapMustBeAsImprobableAsTheBoundByTheNumberOfUses() {
        assertEquals(Math.log(2 * USES), doubt.surprisingGap(1e9, USES), 1e-4, "a rate that is known");
        double lomax = doubt.surprisingGap(10, USES);
        assertEquals(1 / (2 * USES), Math.pow(1 + lomax / 10, -10), 1e-9, "one that is estimated");
        assertTrue(lomax > doubt.surprisingGap(100, USES), "the less is known, the longer");
    }

    @Test
    void whatIsHardlyEverUsedIsNeverMissed() {
        assertEquals(Double.POSITIVE_INFINITY, doubt.surprisingGap(10, 0.5));
        assertEquals(Double.POSITIVE_INFINITY, doubt.surprisingGap(10, 0));
        assertFalse(doubt.surprisingGap(10, 0.51) > 1, "once a year is enough for a bound of one");
    }

    @Test
    void withABoundOfZeroNothingIsDoubted() {
        Doubt none = new Doubt(HOURS, 0);
        assertFalse(none.isPossible());
        assertEquals(Double.POSITIVE_INFINITY, none.surprisingGap(1e6, 1e6));
        assertFalse(none.isSurprisingRun(1000, 0.5, 1e6, 1e6));
    }

    @Test
    void aRunMustBeTheLongerTheMoreUsesAreEmptyAnyway() {
        assertEquals(5, run(1, 10_000), "nobody tries more often than that");
        assertEquals(7, run(1_000, 2_000));
        assertEquals(11, run(5_000, 5_000));
        assertEquals(Math.ceil(Math.log(2 * USES) / Math.log(1 / 0.9)), run(9e9, 1e9), "of a known share its power");
    }

    private int run(double empty, double full) {
        int run = 1;
        while (!doubt.isSurprisingRun(run, empty, full, USES)) {
            run++;
        }
        return run;
    }
}
