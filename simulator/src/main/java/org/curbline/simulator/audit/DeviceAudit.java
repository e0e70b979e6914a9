package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.StoredEvents.Devices;
import org.curbline.simulator.ledger.Counted;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerReader.EventKey;

/**
 * Compares the estimate of how many devices there were with the devices that the stored sketches were made of, week by
 * week. One thread.
 */
final class DeviceAudit {
    /** An estimate may be off by so much of the truth, and by one where there are few. */
    private static final double ALLOWED = 0.02;

    private final Map<EventKey, Counted> counted = new HashMap<>();
    private final Map<String, Week> weeks = new TreeMap<>();
    private final List<String> lines = new ArrayList<>();
    private final Collection<KioskId> kiosks;
    private boolean hasOthers;

    DeviceAudit(LedgerIndex index) {
        kiosks = index.kiosks();
        index.counted()
                .forEach(sketch -> counted.put(
                        new EventKey(
                                sketch.kiosk(), sketch.id().run(), sketch.id().seq()),
                        sketch));
    }

    /**
     * Takes what is stored of a kiosk.
     *
     * @param others whether sketches of other runs are stored, which are then in the estimate, too
     */
    void add(Set<EventKey> stored, boolean others) {
        hasOthers |= others;
        for (EventKey key : stored) {
            Counted sketch = counted.get(key);
            if (sketch != null) {
                weeks.computeIfAbsent(sketch.salt(), none -> new Week()).add(sketch);
            }
        }
    }

    /** Whether the estimates are as near as is promised. */
    boolean compare(StoredEvents stored) throws IOException, InterruptedException {
        if (hasOthers) {
            lines.add("devices    not compared, as there are sketches of other runs");
            return true;
        }
        boolean agree = true;
        for (Week week : weeks.values()) {
            Devices told = stored.devices(
                    kiosks, Instant.ofEpochMilli(week.firstMillis), Instant.ofEpochMilli(week.lastMillis + 1));
            if (told != null) {
                long truth = week.devices.size();
                boolean near = Math.abs(told.estimate() - truth) <= Math.max(1, ALLOWED * truth);
                lines.add("devices    until " + Instant.ofEpochMilli(week.lastMillis + 1) + " told " + told.estimate()
                        + " (" + told.least() + " to " + told.most() + "), true " + truth
                        + (near ? "" : ": more than 2 % off"));
                agree &= near;
            }
        }
        return agree;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    private static final class Week {
        private final Set<Long> devices = new HashSet<>();
        private long firstMillis = Long.MAX_VALUE;
        private long lastMillis = Long.MIN_VALUE;

        void add(Counted sketch) {
            devices.addAll(sketch.devices());
            firstMillis = Math.min(firstMillis, sketch.id().atMillis());
            lastMillis = Math.max(lastMillis, sketch.id().atMillis());
        }
    }
}
