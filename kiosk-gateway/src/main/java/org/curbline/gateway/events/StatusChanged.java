package org.curbline.gateway.events;

import java.time.Instant;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;

/**
 * The state of a service changed.
 *
 * @param at from when on it holds
 * @param before the state that ended
 * @param reason why, as a code
 * @param sentence why, for a person
 * @param detail the kiosk's own reason; empty if there is none
 */
public record StatusChanged(
        KioskId kiosk,
        Service service,
        Instant at,
        String before,
        String state,
        String reason,
        String sentence,
        String detail) {
    /** The event bus address. */
    public static final String ADDRESS = "curbline.status.changed";
}
