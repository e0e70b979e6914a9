package org.curbline.protocol;

/**
 * A device's use of the WiFi, from association to disassociation or silence.
 *
 * @param durationSeconds how long it lasted; it ended at {@code id.atMillis}
 * @param downBytes bytes to the device
 * @param upBytes bytes from the device
 */
public record WifiSession(EventId id, int durationSeconds, long downBytes, long upBytes, Network network)
        implements KioskEvent {
    @Override
    public EventKind kind() {
        return EventKind.WIFI;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.wifi(this);
    }

    /** The two networks a kiosk offers. */
    public enum Network {
        /** No password, no encryption on the air. */
        OPEN,
        /** Encrypted, with a profile on the device. */
        PRIVATE
    }
}
