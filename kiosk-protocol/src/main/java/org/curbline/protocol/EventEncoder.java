package org.curbline.protocol;

import java.util.List;

/**
 * Writes events as kiosks publish them. The twin of {@link EventDecoder}: what it writes, that accepts and reads back
 * equal. Thread-safe.
 */
public final class EventEncoder {
    /** One event as a JSON object. */
    public byte[] encode(KioskEvent event) {
        return encode(List.of(event));
    }

    /** Several events of one kind as a JSON array. */
    public byte[] encode(List<? extends KioskEvent> events) {
        throw new UnsupportedOperationException("not yet " + events.size());
    }
}
