package org.curbline.gateway.status;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.curbline.protocol.KioskId;

/**
 * Kiosks that told of the past after they had told of the present. Each is due when it has told all. Not thread-safe.
 */
public final class LateReports {
    /** Long enough for a spool to be empty, mostly; what comes later is one more correction. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final Duration AT_LAST = Duration.ofMinutes(1);

    private final Map<KioskId, Late> waiting = new HashMap<>();

    /** A kiosk told of a moment. */
    public void heard(KioskId kiosk, Instant of, Instant now) {
        Late first = new Late(of, now.plus(PAUSE), now.plus(AT_LAST));
        waiting.merge(kiosk, first, Late::and);
    }

    /**
     * The kiosks that have been silent about the past for a while, or have spoken of it for a minute, and how far back
     * they went.
     *
     * @param most how many of them at most; the others stay due
     */
    public Map<KioskId, Instant> due(Instant now, int most) {
        if (waiting.isEmpty() || most <= 0) {
            return Map.of();
        }
        Map<KioskId, Instant> due = new HashMap<>();
        Iterator<Map.Entry<KioskId, Late>> each = waiting.entrySet().iterator();
        while (each.hasNext() && due.size() < most) {
            Map.Entry<KioskId, Late> entry = each.next();
            if (!entry.getValue().due.isAfter(now)) {
                due.put(entry.getKey(), entry.getValue().from);
                each.remove();
            }
        }
        return due;
    }

    private record Late(Instant from, Instant due, Instant atLast) {
        Late and(Late next) {
            Instant later = next.due.isBefore(atLast) ? next.due : atLast;
            return new Late(from.isBefore(next.from) ? from : next.from, later, atLast);
        }
    }
}
