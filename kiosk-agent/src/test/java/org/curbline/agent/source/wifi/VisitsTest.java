package org.curbline.agent.source.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
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

    @Test
    void counterJustBelowWhereOneComesRoundBeganAnew() {
        hear(Phase.GOES_ON, "a", 10, 3 * GIB - 1, false);
        assertEquals(
                new Use(20, 3 * GIB - 1 + 50, 0),
                hear(Phase.ENDED, "a", 20, 50, false).untold());
        hear(Phase.GOES_ON, "b", 10, 3 * GIB, false);
        assertEquals(
                new Use(20, 4 * GIB + 50, 0),
                hear(Phase.ENDED, "b", 20, 50, false).untold());
        hear(Phase.GOES_ON, "c", 10, 5 * GIB, false); // no counter of 32 bits says so much
        assertEquals(
                new Use(20, 5 * GIB + 50, 0),
                hear(Phase.ENDED, "c", 20, 50, false).untold());
    }

    @Test
    void howLongAStayLastedIsReckonedWhereItIsNotSaid() {
        at(1_000_000, Phase.BEGINS, "a", Counts.NONE);
        Visit visit = at(1_090_500, Phase.GOES_ON, "a", new Counts(-1, 5, 7, true));
        assertEquals(new Use(90, 7, 5), visit.untold());
        at(1_100_000, Phase.ENDED, "a", Counts.NONE);
        assertEquals(new Use(100, 7, 5), visit.untold());
    }

    @Test
    void whatIsHeardLateMakesNoAccessPointSilent() {
        at(Duration.ofMinutes(20).toMillis(), Phase.GOES_ON, "a", new Counts(60, 0, 1, true));
        at(0, Phase.GOES_ON, "a", new Counts(50, 0, 1, true)); // it was on its way for long
        visits.silent(Duration.ofMinutes(50).toMillis());
        assertEquals(1, visits.size());
        visits.silent(Duration.ofMinutes(50).toMillis() + 1);
        assertEquals(0, visits.size());
    }

    @Test
    void endThatIsSaidAgainLaterIsNoLaterEnd() {
        at(0, Phase.BEGINS, "a", Counts.NONE);
        Visit visit = at(60_000, Phase.ENDED, "a", Counts.NONE);
        at(90_000, Phase.ENDED, "a", Counts.NONE);
        assertEquals(new Use(60, 0, 0), visit.untold());
        assertEquals(60_000, visit.heardMillis());
    }

    @Test
    void firstThingHeardOfAStayMayBeThatItGoesOn() {
        Visit visit = at(100_000, Phase.GOES_ON, "a", new Counts(60, 0, 1, true));
        assertEquals(40_000, visit.stays().get(0).beganMillis());
        assertEquals(100_000, visit.stays().get(0).endMillis());
    }

    @Test
    void staysThatEndedAreForgottenOnceThereAreMoreThanAllowed() {
        Visit a = hear(Phase.ENDED, "a", 1, 1, false);
        hear(Phase.ENDED, "b", 1, 1, false);
        assertSame(a, hear(Phase.ENDED, "a", 1, 1, false)); // and now b is the one heard of least lately
        hear(Phase.ENDED, "c", 1, 1, false);
        assertSame(a, hear(Phase.ENDED, "a", 1, 1, false));
        hear(Phase.ENDED, "d", 1, 1, false);
        hear(Phase.ENDED, "e", 1, 1, false);
        assertNotSame(a, hear(Phase.ENDED, "a", 1, 1, false));
    }

    private Visit at(long millis, Phase phase, String session, Counts counts) {
        return visits.hear(new StayReport("ap", session, phase, counts, "", Whose.NOBODY), millis);
    }

    private List<Visit> due() {
        return visits.due(Duration.ofHours(1).toMillis());
    }

    private Visit hear(Phase phase, String session, long seconds, long down, boolean has64Bits) {
        Counts counts = new Counts(seconds, 0, down, has64Bits);
        return visits.hear(new StayReport("ap", session, phase, counts, "", Whose.NOBODY), 0);
    }
}
