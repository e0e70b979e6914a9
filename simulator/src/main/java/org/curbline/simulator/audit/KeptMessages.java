package org.curbline.simulator.audit;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.curbline.protocol.KioskId;

/** The quarantine, as an audit asks it. Blocking. */
@FunctionalInterface
public interface KeptMessages {
    /**
     * What came at a moment or later from kiosks under their own id as client id, and was kept. Simulated kiosks have
     * no other; what a person sends in a kiosk's name is none of an audit's business.
     *
     * @throws IOException if nobody can be asked, or answers what cannot be understood
     */
    Kept since(Instant moment) throws IOException, InterruptedException;

    /**
     * How many messages are kept.
     *
     * @param byKiosk by the kiosk as whose they came, and by reason
     * @param dropped how many left because the quarantine was full, ever
     */
    record Kept(Map<KioskId, Map<String, Long>> byKiosk, long dropped) {
        static final Kept NOTHING = new Kept(Map.of(), 0);

        /** With what another gateway keeps. */
        Kept plus(Kept other) {
            Map<KioskId, Map<String, Long>> sum = new HashMap<>();
            for (Kept each : List.of(this, other)) {
                each.byKiosk.forEach((kiosk, reasons) -> reasons.forEach((reason, count) ->
                        sum.computeIfAbsent(kiosk, none -> new TreeMap<>()).merge(reason, count, Long::sum)));
            }
            return new Kept(sum, dropped + other.dropped);
        }

        Map<String, Long> of(KioskId kiosk) {
            return byKiosk.getOrDefault(kiosk, Map.of());
        }
    }
}
