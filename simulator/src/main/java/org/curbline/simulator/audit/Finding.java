package org.curbline.simulator.audit;

import java.util.Locale;
import org.curbline.simulator.ledger.LedgerReader.EventKey;

/**
 * Something an audit found wrong.
 *
 * @param stored the event as it is stored; empty if it is not
 * @param generated the event as it was generated; empty if it never was, or is not known yet
 */
public record Finding(Fault fault, EventKey event, String stored, String generated) {
    /** What can be wrong with an event. */
    public enum Fault {
        LOST,
        TWICE,
        DIFFERING,
        UNKNOWN,
        /** Stored, although it was spoiled before it was sent and had to be refused. */
        SPOILED
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(fault.name().toLowerCase(Locale.ROOT))
                .append(": ")
                .append(event.kiosk())
                .append(" run ")
                .append(event.run())
                .append(" seq ")
                .append(event.seq());
        if (!generated.isEmpty()) {
            text.append("\n    generated ").append(generated);
        }
        if (!stored.isEmpty()) {
            text.append("\n    stored    ").append(stored);
        }
        return text.toString();
    }
}
