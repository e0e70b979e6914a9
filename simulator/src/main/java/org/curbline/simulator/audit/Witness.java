package org.curbline.simulator.audit;

import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;

/**
 * Hears of every stored event that an audit looks at: all of the ledger's kiosks in the ledger's time, whoever sent
 * them. Called by several threads, for one kiosk by one.
 */
@FunctionalInterface
interface Witness {
    Witness NOBODY = (kiosk, kind, event) -> {};

    void hears(KioskId kiosk, EventKind kind, StoredEvent event);
}
