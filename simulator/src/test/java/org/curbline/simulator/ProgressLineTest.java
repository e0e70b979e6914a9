package org.curbline.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.curbline.simulator.fleet.FleetProgress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    private static final String COUNTS =
            "  generated 30  acknowledged 20 (20/s)  refused 4  waiting 6  simulated 2026-11-27T12:00:00Z";

    @Test
    void saysWhatIsWrongWhileItIs() {
        assertEquals("connected 2/2" + COUNTS, line(2, "It hung up", ""));
        assertEquals("connected 1/2" + COUNTS + "  It hung up", line(1, "It hung up", ""));
        assertEquals("connected 2/2" + COUNTS + "  It refused", line(2, "It hung up", "It refused"));
        assertEquals("connected 1/2" + COUNTS + "  It hung up  It refused", line(1, "It hung up", "It refused"));
    }

    @Test
    void saysWhyItIsRefusedOnlyInTheLineAfterIt() {
        Iterator<Instant> moments =
                Stream.iterate(NOW, last -> last.plusSeconds(1)).limit(6).iterator();
        ProgressLine line = new ProgressLine(moments::next);
        assertFalse(line.of(refusedSoOften(0, "")).contains("It refused"));
        assertTrue(line.of(refusedSoOften(3, "It refused")).endsWith("  It refused"));
        assertFalse(line.of(refusedSoOften(3, "It refused")).contains("It refused"));
        assertTrue(line.of(refusedSoOften(4, "It refused")).endsWith("  It refused"), "once more");
        assertFalse(line.of(refusedSoOften(4, "It refused")).contains("It refused"));
    }

    private static FleetProgress refusedSoOften(long refusals, String refusal) {
        return new FleetProgress(2, 2, 30, 20, 4, 0, NOW, false, "", refusal, refusals, "");
    }

    private static String line(int connected, String trouble, String refusal) {
        Iterator<Instant> moments = List.of(NOW.minusSeconds(1), NOW).iterator();
        return new ProgressLine(moments::next)
                .of(new FleetProgress(2, connected, 30, 20, 4, 0, NOW, false, trouble, refusal, 4, ""));
    }
}
