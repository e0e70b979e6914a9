package org.curbline.gateway.events;

import org.curbline.protocol.KioskId;

/** A kiosk's client connected to another gateway: its connection here is to end. */
public record ClientMoved(KioskId kiosk, String clientId) {
    /** The event bus address. */
    public static final String ADDRESS = "curbline.client.moved";
}
