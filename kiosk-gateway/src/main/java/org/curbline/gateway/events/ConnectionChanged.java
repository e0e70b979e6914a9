package org.curbline.gateway.events;

import java.time.Instant;
import org.curbline.protocol.KioskId;

/**
 * A kiosk has one more connection to this gateway, or its last one here has ended.
 *
 * @param clientId of the connection
 * @param reason how it ended, in MQTT's words, such as {@code normal-disconnection}; empty when it came
 */
public record ConnectionChanged(KioskId kiosk, boolean open, Instant at, String clientId, String reason) {
    /** The event bus address. */
    public static final String ADDRESS = "curbline.connection.changed";
}
