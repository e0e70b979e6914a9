package org.curbline.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
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

    private static String line(int connected, String trouble, String refusal) {
        Iterator<Instant> moments = List.of(NOW.minusSeconds(1), NOW).iterator();
        return new ProgressLine(moments::next)
                .of(new FleetProgress(2, connected, 30, 20, 4, 0, NOW, false, trouble, refusal, ""));
    }
}
