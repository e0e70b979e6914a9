package org.curbline.status.usual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DemandTest {
    private static final long FIRST = 2_000_000;

    private final Demand demand = new Demand();

    @Test
    void whatIsUsualIsUsualUntilLessIsSeen() {
        assertEquals(1, at(FIRST));
        demand.begin(FIRST, 100, 200, 100);
        assertEquals(0.5, at(FIRST));
        assertEquals(1, at(FIRST + 1), "of what comes nothing is known");
        demand.begin(FIRST + 1, 100, 200, 400);
        assertEquals(1, at(FIRST + 1), "more than usual is not expected");
        assertEquals(0.5, at(FIRST), "what was reckoned stays");
    }

    @Test
    void quartersAreTakenTogetherUntilThereIsEnoughToTell() {
        demand.begin(FIRST, 100, 30, 30);
        assertEquals(1, at(FIRST), "too few to tell");
        demand.begin(FIRST + 1, 100, 30, 0);
        assertEquals(0.5, at(FIRST + 1));
        demand.begin(FIRST + 2, 100, 30, 0);
        assertEquals(0.25, at(FIRST + 2), "and no weather keeps away more than that");
    }

    @Test
    void aFewKiosksAreNoFleet() {
        demand.begin(FIRST, 19, 1000, 0);
        assertEquals(1, at(FIRST));
        demand.begin(FIRST + 1, 20, 1000, 500);
        assertEquals(0.5, at(FIRST + 1));
    }

    @Test
    void timeThatNobodyWatchedIsAsUsual() {
        demand.begin(FIRST, 100, 200, 100);
        demand.begin(FIRST + 5, 100, 200, 100);
        assertEquals(1, at(FIRST + 1));
        assertEquals(1, at(FIRST + 4));
        assertEquals(0.5, at(FIRST + 5));
        assertEquals(1, at(FIRST - 10_000), "longer ago than anybody asks");
    }

    private double at(long quarter) {
        return demand.factorAt(quarter * Demand.QUARTER + 1);
    }
}
