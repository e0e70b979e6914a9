package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.curbline.simulator.audit.AuditCounts;
import org.curbline.simulator.audit.AuditReport;
import org.curbline.simulator.audit.Books;
import org.curbline.simulator.audit.Compared;
import org.curbline.simulator.audit.WholeAudit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of what a demo's exit status is made: each part alone makes it wrong. */
class EndingTest {
    @Test
    void demoIsBalancedIfAllOfItIs() {
        City.Ending ending = City.Ending.of(audited(0, 0, 0, List.of()), true, "");
        assertTrue(ending.balanced());
        assertEquals("sent 9  stored 9  duplicate 2  quarantined 0  waiting 0  lost 0  twice 0\nusage", ending.text());
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0", "0, 1, 0", "0, 0, 1"})
    void demoIsNotBalancedIfAnEventIsMissing(long waiting, long lost, long twice) {
        City.Ending ending = City.Ending.of(audited(waiting, lost, twice, List.of()), true, "");
        assertFalse(ending.balanced());
        String line = "waiting " + waiting + "  lost " + lost + "  twice " + twice;
        assertTrue(ending.text().contains(line), ending.text());
    }

    @Test
    void demoIsNotBalancedIfAnAnswerIsWrongTheBooksDoNotAddUpOrSomethingFailed() {
        WholeAudit.Result wrongAnswer = audited(0, 0, 0, List.of("by=kiosk: 3 instead of 2"));
        assertFalse(City.Ending.of(wrongAnswer, true, "").balanced());
        WholeAudit.Result right = audited(0, 0, 0, List.of());
        assertFalse(City.Ending.of(right, false, "").balanced());
        City.Ending failed = City.Ending.of(right, true, "\nThe disk is full.");
        assertFalse(failed.balanced());
        assertTrue(failed.text().endsWith("usage\nThe disk is full."), failed.text());
    }

    private static WholeAudit.Result audited(long waiting, long lost, long twice, List<String> wrongAnswers) {
        AuditCounts counts = new AuditCounts(9, 9 - waiting - lost, waiting, lost, twice, 0, 0);
        AuditReport events = new AuditReport(counts, new Books(2, 0), List.of(), List.of(), true, Set.of());
        return new WholeAudit.Result(events, List.of(new Compared("usage", wrongAnswers)), null);
    }
}
