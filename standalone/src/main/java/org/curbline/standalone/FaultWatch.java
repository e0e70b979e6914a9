package org.curbline.standalone;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.ledger.LedgerIndex;
import org.curbline.simulator.ledger.LedgerIndex.Befallen;
import org.curbline.status.ServiceState;
import org.jspecify.annotations.Nullable;

/**
 * What Curbline said first of each fault, and when: it looks at what is wrong in truth and at what is shown, several
 * times a second. Keeps the newest thousand. Safe for every thread.
 */
final class FaultWatch {
    private static final int KEPT = 1_000;
    /** What is shown may have begun a moment before the fault: it speaks of the kiosk's last sign of life. */
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private final StatusBoard board;

    @GuardedBy("this")
    private final Map<Key, Said> said = new LinkedHashMap<>();

    FaultWatch(StatusBoard board) {
        this.board = board;
    }

    /** Looks for what is said of faults that happen at a moment of simulated time. */
    void look(LedgerIndex truth, Instant now) {
        for (Befallen each : truth.happening(now.toEpochMilli())) {
            if (first(each) == null) {
                KioskStatus shown = board.find(each.kiosk().value());
                Said first = shown == null ? null : first(shown, each.fault(), now);
                if (first != null) {
                    keep(each, first);
                }
            }
        }
    }

    /** What was said first of a fault; null if nothing was. */
    synchronized @Nullable Said first(Befallen befallen) {
        return said.get(Key.of(befallen));
    }

    private synchronized void keep(Befallen befallen, Said first) {
        said.put(Key.of(befallen), first);
        if (said.size() > KEPT) {
            said.remove(said.keySet().iterator().next());
        }
    }

    private static @Nullable Said first(KioskStatus shown, Fault fault, Instant now) {
        Instant earliest = Instant.ofEpochMilli(fault.fromMillis()).minus(BEFORE);
        return shown.services().stream()
                .filter(service -> fault.befalls(service.service()))
                .filter(service -> service.state() != ServiceState.UP && service.state() != ServiceState.MAINTENANCE)
                .filter(service -> service.since().isAfter(earliest))
                .findFirst()
                .map(service -> new Said(service, now))
                .orElse(null);
    }

    /**
     * Something that was said.
     *
     * @param at simulated time
     */
    record Said(ServiceStatus service, Instant at) {}

    private record Key(KioskId kiosk, long fromMillis) {
        static Key of(Befallen befallen) {
            return new Key(befallen.kiosk(), befallen.fault().fromMillis());
        }
    }
}
