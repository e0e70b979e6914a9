package org.curbline.simulator.kiosk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.WifiSession;
import org.curbline.simulator.faults.Spoil;
import org.junit.jupiter.api.Test;

class SpoolTest {
    private final Spool spool = new Spool(6);

    @Test
    void takesTheOldestAndThoseOfItsKind() {
        add(EventKind.WIFI, 1);
        add(EventKind.STATUS, 2);
        add(EventKind.WIFI, 3);
        assertArrayEquals(new long[] {1, 3}, take(10, 1_000).seqs());
        assertArrayEquals(new long[] {2}, take(10, 1_000).seqs());
        assertNull(spool.take(10, 1_000));
    }

    @Test
    void whatIsTakenStillCountsUntilItIsReleased() {
        add(EventKind.WIFI, 1);
        Batch batch = take(1, 1_000);
        assertEquals(1, spool.size());
        assertEquals(0, spool.unsent());
        spool.release(batch);
        assertEquals(0, spool.size());
    }

    @Test
    void whatIsPutBackLatestFirstComesAgainInOrder() {
        for (int seq = 1; seq <= 4; seq++) {
            add(EventKind.WIFI, seq);
        }
        Batch first = take(2, 1_000);
        Batch second = take(1, 1_000);
        spool.putBack(second);
        spool.putBack(first);
        assertEquals(4, spool.unsent());
        assertArrayEquals(new long[] {1, 2, 3, 4}, take(10, 1_000).seqs());
    }

    @Test
    void aMessageIsBoundedInEventsAndBytes() {
        for (int seq = 1; seq <= 6; seq++) {
            add(EventKind.WIFI, seq);
        }
        assertEquals(2, take(2, 1_000).events().size());
        Batch byBytes = take(10, 26);
        assertEquals("[{\"seq\":3},{\"seq\":4}]", new String(byBytes.payload(), StandardCharsets.UTF_8));
        assertEquals(1, take(10, 1).events().size());
    }

    @Test
    void aSingleEventIsNoArray() {
        add(EventKind.WIFI, 1);
        assertEquals("{\"seq\":1}", new String(take(10, 100).payload(), StandardCharsets.UTF_8));
    }

    @Test
    void aFullSpoolTakesNoMore() {
        for (int seq = 1; seq <= 6; seq++) {
            add(EventKind.WIFI, seq);
        }
        take(3, 1_000);
        assertTrue(spool.isFull());
        assertThrows(IllegalStateException.class, () -> add(EventKind.WIFI, 7));
    }

    @Test
    void whatSpoilsAMessageStandsAloneInOne() {
        add(EventKind.WIFI, 1);
        spool.add(new SpooledEvent(event(EventKind.WIFI, 2), new byte[] {'}'}, Spoil.TRUNCATED));
        add(EventKind.WIFI, 3);
        spool.add(new SpooledEvent(event(EventKind.WIFI, 4), new byte[] {'1'}, Spoil.URL));
        assertArrayEquals(new long[] {1}, take(10, 1_000).seqs());
        assertArrayEquals(new long[] {2}, take(10, 1_000).seqs());
        assertArrayEquals(new long[] {3, 4}, take(10, 1_000).seqs());
    }

    @Test
    void whatOverflowsIsTheOldestOfWhateverKind() {
        add(EventKind.WIFI, 1);
        take(1, 1_000);
        add(EventKind.STATUS, 2);
        add(EventKind.WIFI, 3);
        add(EventKind.WIFI, 4);
        add(EventKind.STATUS, 5);
        assertEquals(
                List.of(2L, 3L),
                spool.overflow(2).stream().map(SpooledEvent::seq).toList());
        assertEquals(List.of(), spool.overflow(2));
        assertEquals(3, spool.size(), "what is on its way stays");
    }

    @Test
    void whatIsTooManyBytesLeavesOldestFirstAndWhatIsOnItsWayCounts() {
        for (int seq = 1; seq <= 5; seq++) {
            add(EventKind.WIFI, seq); // nine bytes each
        }
        Batch sent = take(1, 1_000);
        assertEquals(
                List.of(2L, 3L),
                spool.overflowBytes(27).stream().map(SpooledEvent::seq).toList());
        spool.release(sent);
        assertEquals(List.of(), spool.overflowBytes(18));
    }

    @Test
    void whatIsOfTheLastMomentsIsForgotten() {
        add(EventKind.WIFI, 1);
        spool.add(new SpooledEvent(
                new WifiSession(new EventId(2, 5_000), 1, 2, 3, WifiSession.Network.OPEN), new byte[9], null));
        assertEquals(
                List.of(2L),
                spool.forgetSince(5_000).stream().map(SpooledEvent::seq).toList());
        assertEquals(1, spool.size());
    }

    private void add(EventKind kind, long seq) {
        byte[] json = ("{\"seq\":" + seq + "}").getBytes(StandardCharsets.UTF_8);
        spool.add(new SpooledEvent(event(kind, seq), json, null));
    }

    /** Of each kind one; only its number matters. */
    private static KioskEvent event(EventKind kind, long seq) {
        EventId id = new EventId(seq, 0);
        return kind == EventKind.WIFI
                ? new WifiSession(id, 1, 2, 3, WifiSession.Network.OPEN)
                : new ServiceReport(id, Service.WIFI, ServiceReport.State.UP, "");
    }

    private Batch take(int maxEvents, int maxBytes) {
        return Objects.requireNonNull(spool.take(maxEvents, maxBytes));
    }
}
