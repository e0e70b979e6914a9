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

    private final Map<KioskId, Late> waiting = new HashMap<>();

    /** A kiosk told of a moment. */
    public void heard(KioskId kiosk, Instant of, Instant now) {
        waiting.merge(
                kiosk,
                new Late(of, now.plus(PAUSE)),
                (before, another) ->
                        new Late(before.from.isBefore(another.from) ? before.from : another.from, another.due));
    }

    /** The kiosks that have been silent about the past for a while, and how far back they went. */
    public Map<KioskId, Instant> due(Instant now) {
        if (waiting.isEmpty()) {
            return Map.of();
        }
        Map<KioskId, Instant> due = new HashMap<>();
        Iterator<Map.Entry<KioskId, Late>> each = waiting.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<KioskId, Late> entry = each.next();
            if (!entry.getValue().due.isAfter(now)) {
                due.put(entry.getKey(), entry.getValue().from);
                each.remove();
            }
        }
        return due;
    }

    private record Late(Instant from, Instant due) {}
}
