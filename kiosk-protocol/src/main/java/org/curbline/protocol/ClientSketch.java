package org.curbline.protocol;

/**
 * How many different devices used a kiosk's WiFi in a day, as a sketch that can be merged with those of other kiosks
 * and days, and that holds no list of devices: an Apache DataSketches CPC sketch with {@link #LG_K}, of hashes that
 * {@link ClientSalt} makes.
 *
 * @param salt the name of the salt ({@link ClientSalt#name()}): only sketches of one salt can be merged
 * @param durationSeconds the time it covers, which ended at {@code id.atMillis}; a kiosk ends it at midnight by its
 *     city's clocks
 * @param sketch its bytes in base64
 */
public record ClientSketch(EventId id, String salt, int durationSeconds, String sketch) implements KioskEvent {
    /** The logarithm of the sketch's size, which sets its error: 0.5 % (root mean square) when merged. */
    public static final int LG_K = 14;

    @Override
    public EventKind kind() {
        return EventKind.CLIENTS;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.clients(this);
    }
}
