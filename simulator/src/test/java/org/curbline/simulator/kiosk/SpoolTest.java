package org.curbline.simulator.kiosk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.curbline.protocol.EventKind;
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

    private void add(EventKind kind, long seq) {
        byte[] json = ("{\"seq\":" + seq + "}").getBytes(StandardCharsets.UTF_8);
        spool.add(new SpooledEvent(kind, "0", seq, json));
    }

    private Batch take(int maxEvents, int maxBytes) {
        return Objects.requireNonNull(spool.take(maxEvents, maxBytes));
    }
}
