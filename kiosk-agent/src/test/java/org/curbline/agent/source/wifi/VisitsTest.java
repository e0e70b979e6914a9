package org.curbline.agent.source.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.List;
import org.curbline.agent.source.wifi.StayReport.Counts;
import org.curbline.agent.source.wifi.StayReport.Phase;
import org.curbline.agent.source.wifi.StayReport.Whose;
import org.junit.jupiter.api.Test;

class VisitsTest {
    private static final long GIB = 1L << 30;

    private final Visits visits = new Visits(2, Duration.ofMinutes(30), Duration.ofSeconds(15));

    @Test
    void countersThatComeRoundGoOn() {
        hear(Phase.GOES_ON, "a", 10, 4 * GIB - 100, false);
        assertEquals(
                new Use(20, 4 * GIB + 50, 0),
                hear(Phase.ENDED, "a", 20, 50, false).untold());
    }

    @Test
    void countersThatBeginAnewGoOnWhereTheyWere() {
        hear(Phase.GOES_ON, "a", 10, 1000, false);
        assertEquals(new Use(20, 1050, 0), hear(Phase.ENDED, "a", 20, 50, false).untold());
        hear(Phase.GOES_ON, "b", 10, 4 * GIB - 100, true);
        assertEquals(
                new Use(20, 4 * GIB - 100 + 50, 0),
                hear(Phase.ENDED, "b", 20, 50, true).untold(),
                "64 bits do not come round");
    }

    @Test
    void visitAtAnAccessPointThatDiedIsOverAndWhatComesLaterIsTheRest() {
        Visit visit = hear(Phase.GOES_ON, "a", 60, 100, false);
        visits.silent(Duration.ofMinutes(30).toMillis());
        assertEquals(List.of(), due());
        visits.silent(Duration.ofMinutes(31).toMillis());
        assertEquals(List.of(visit), due());
        Use first = visit.untold();
        assertEquals(new Use(60, 100, 0), first);
        visit.telling();
        assertEquals(List.of(), due(), "it is on its way");
        visit.told(first);
        assertEquals(List.of(), due());
        assertSame(visit, hear(Phase.ENDED, "a", 100, 123, false));
        assertEquals(new Use(40, 23, 0), visit.untold());
        assertEquals(List.of(visit), due());
    }

    @Test
    void accessPointThatSaysOnlyBeginAndEndMayBeSilentForADay() {
        hear(Phase.BEGINS, "a", 0, 0, false);
        visits.silent(Duration.ofHours(23).toMillis());
        assertEquals(1, visits.size());
        visits.silent(Duration.ofHours(25).toMillis());
        assertEquals(0, visits.size());
    }

    @Test
    void accessPointThatBeginsAnewEndsItsOwnStays() {
        hear(Phase.GOES_ON, "a", 60, 100, false);
        visits.lose("another");
        assertEquals(1, visits.size());
        visits.lose("ap");
        assertEquals(0, visits.size());
        assertEquals(1, due().size());
    }

    @Test
    void moreStaysThanAllowedEndTheOneHeardOfLeastLately() {
        hear(Phase.GOES_ON, "a", 1, 1, false);
        Visit b = hear(Phase.GOES_ON, "b", 1, 1, false);
        hear(Phase.GOES_ON, "a", 2, 2, false);
        hear(Phase.GOES_ON, "c", 1, 1, false);
        assertEquals(List.of(b), due());
    }

    private List<Visit> due() {
        return visits.due(Duration.ofHours(1).toMillis());
    }

    private Visit hear(Phase phase, String session, long seconds, long down, boolean has64Bits) {
        Counts counts = new Counts(seconds, 0, down, has64Bits);
        return visits.hear(new StayReport("ap", session, phase, counts, "", Whose.NOBODY), 0);
    }
}
