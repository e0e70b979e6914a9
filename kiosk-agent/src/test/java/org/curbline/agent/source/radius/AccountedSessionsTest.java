package org.curbline.agent.source.radius;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.curbline.agent.source.radius.AccountedSession.Use;
import org.junit.jupiter.api.Test;

class AccountedSessionsTest {
    private static final long GIB = 1L << 30;

    private final AccountedSessions sessions = new AccountedSessions(2, Duration.ofMinutes(30));

    @Test
    void countersThatComeRoundGoOn() {
        hear(AccountingPacket.INTERIM, "a", 10, 4 * GIB - 100, false);
        AccountedSession session = hear(AccountingPacket.STOP, "a", 20, 50, false);
        assertEquals(new Use(20, 4 * GIB + 50, 0), session.untold());
    }

    @Test
    void countersThatBeginAnewGoOnWhereTheyWere() {
        hear(AccountingPacket.INTERIM, "a", 10, 1000, false);
        assertEquals(
                new Use(20, 1050, 0),
                hear(AccountingPacket.STOP, "a", 20, 50, false).untold());
        hear(AccountingPacket.INTERIM, "b", 10, 4 * GIB - 100, true);
        assertEquals(
                new Use(20, 4 * GIB - 100 + 50, 0),
                hear(AccountingPacket.STOP, "b", 20, 50, true).untold(),
                "64 bits do not come round");
    }

    @Test
    void endThatIsSaidAgainIsNotToldAgain() {
        AccountedSession session = hear(AccountingPacket.STOP, "a", 20, 50, false);
        Use use = session.untold();
        session.telling();
        assertSame(session, hear(AccountingPacket.STOP, "a", 20, 50, false));
        assertFalse(session.isUntold(), "it is on its way");
        session.notTold();
        assertTrue(session.isUntold(), "the card did not take it");
        session.telling();
        session.told(use);
        hear(AccountingPacket.STOP, "a", 20, 50, false);
        assertFalse(session.isUntold());
        assertEquals(List.of(), sessions.endedUntold());
    }

    @Test
    void sessionOfAnAccessPointThatDiedIsOverAndWhatComesLaterIsTheRest() {
        AccountedSession session = hear(AccountingPacket.INTERIM, "a", 60, 100, false);
        sessions.silent(Duration.ofMinutes(30).toMillis());
        assertEquals(List.of(), sessions.endedUntold());
        sessions.silent(Duration.ofMinutes(31).toMillis());
        assertEquals(List.of(session), sessions.endedUntold());
        Use first = session.untold();
        assertEquals(new Use(60, 100, 0), first);
        session.telling();
        session.told(first);
        assertEquals(
                new Use(40, 23, 0),
                hear(AccountingPacket.STOP, "a", 100, 123, false).untold());
    }

    @Test
    void accessPointThatSaysOnlyBeginAndEndMayBeSilentForADay() {
        hear(AccountingPacket.START, "a", 0, 0, false);
        sessions.silent(Duration.ofHours(23).toMillis());
        assertEquals(1, sessions.size());
        sessions.silent(Duration.ofHours(25).toMillis());
        assertEquals(0, sessions.size());
    }

    @Test
    void accessPointThatBeginsAnewEndsItsOwnSessions() {
        hear(AccountingPacket.INTERIM, "a", 60, 100, false);
        sessions.lose("another");
        assertEquals(1, sessions.size());
        sessions.lose("ap");
        assertEquals(0, sessions.size());
        assertEquals(1, sessions.endedUntold().size());
    }

    @Test
    void moreSessionsThanAllowedEndTheOneHeardOfLeastLately() {
        AccountedSession a = hear(AccountingPacket.INTERIM, "a", 1, 1, false);
        AccountedSession b = hear(AccountingPacket.INTERIM, "b", 1, 1, false);
        hear(AccountingPacket.INTERIM, "a", 2, 2, false);
        hear(AccountingPacket.INTERIM, "c", 1, 1, false);
        assertEquals(List.of(b), sessions.endedUntold());
        assertFalse(sessions.endedUntold().contains(a));
    }

    private AccountedSession hear(int status, String session, long seconds, long down, boolean has64Bits) {
        return sessions.hear(
                new AccountingPacket((byte) 1, status, "ap", session, seconds, 0, 0, down, has64Bits, "", new byte[16]),
                0);
    }
}
