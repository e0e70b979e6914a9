package org.curbline.gateway.events;

import java.time.Instant;
import org.curbline.protocol.KioskId;

/**
 * A kiosk is connected, to whichever gateway, or no longer.
 *
 * @param reason how its last connection ended, in MQTT's words, such as {@code normal-disconnection}; empty when it
 *     came
 */
public record PresenceChanged(KioskId kiosk, boolean online, Instant at, String reason) {}
