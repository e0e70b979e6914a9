package org.curbline.simulator.audit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;

/** What answers about a ledger's kiosks are reckoned from. Hears as {@link Witness} says; read when all was heard. */
final class StoredOfKiosks implements Witness {
    /** What completeness is told of at once. */
    private static final Duration LONGEST = Duration.ofDays(8);

    private final LedgerSpan span;
    private final List<LedgerSpan> pieces;
    private final ZoneId zone;
    private final Map<KioskId, StoredOfKiosk> kiosks = new ConcurrentHashMap<>();

    /** @param zone by whose clocks weeks are */
    StoredOfKiosks(LedgerSpan span, ZoneId zone) {
        this.span = span;
        this.pieces = span.pieces(LONGEST);
        this.zone = zone;
    }

    @Override
    public void hears(KioskId kiosk, EventKind kind, StoredEvent event) {
        of(kiosk).add(kind, event);
    }

    StoredOfKiosk of(KioskId kiosk) {
        return kiosks.computeIfAbsent(kiosk, none -> new StoredOfKiosk(pieces, zone));
    }

    LedgerSpan span() {
        return span;
    }

    List<LedgerSpan> pieces() {
        return pieces;
    }

    ZoneId zone() {
        return zone;
    }

    /** The use of WiFi at all of them in the week that ends when that Sunday begins. */
    Used week(LocalDate end) {
        return kiosks.values().stream().map(kiosk -> kiosk.week(end)).reduce(Used.NONE, Used::plus);
    }
}
