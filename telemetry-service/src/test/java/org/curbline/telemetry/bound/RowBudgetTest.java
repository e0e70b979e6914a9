package org.curbline.telemetry.bound;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.curbline.program.http.ProblemException;
import org.junit.jupiter.api.Test;

class RowBudgetTest {
    private static final int FREE = 1_000;

    private final RowBudget budget = new RowBudget(5_000);

    @Test
    void smallAnswersAreMadeHoweverLargeTheOthersAre() {
        budget.open().take(FREE + 5_000);
        for (int i = 0; i < 100; i++) {
            budget.open().take(FREE);
        }
        RowBudget.Share larger = budget.open();
        larger.take(FREE - 1);
        assertRefused(larger, 2);
        larger.take(1);
        assertRefused(larger, 1);
    }

    @Test
    void whatIsMadeGivesBackWhatItHad() {
        try (RowBudget.Share first = budget.open()) {
            first.take(FREE + 3_000);
            RowBudget.Share second = budget.open();
            second.take(FREE + 1_500);
            assertRefused(second, 501);
            second.take(500);
            assertRefused(first, 1);
            second.close();
            second.close();
            first.take(2_000);
            assertRefused(first, 1);
        }
        RowBudget.Share all = budget.open();
        all.take(FREE + 5_000);
        assertRefused(all, 1);
    }

    private static void assertRefused(RowBudget.Share share, int rows) {
        assertEquals(
                503,
                assertThrows(ProblemException.class, () -> share.take(rows))
                        .problem()
                        .status());
    }
}
