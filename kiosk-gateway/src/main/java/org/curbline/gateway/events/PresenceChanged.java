package org.curbline.gateway.events;

import java.time.Instant;
import org.curbline.protocol.KioskId;

/**
 * A kiosk came, or its last connection ended.
 *
 * @param reason how the connection ended, in MQTT's words, such as {@code normal-disconnection}; empty when it came
 */
public record PresenceChanged(KioskId kiosk, boolean online, Instant at, String reason) {
    /** The event bus address. */
    public static final String ADDRESS = "curbline.presence.changed";
}
