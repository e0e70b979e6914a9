package org.curbline.protocol;

import java.util.List;

/**
 * Reads what kiosks publish. Strict: what it accepts is valid, complete, in range and free of anything that identifies
 * a person. Never throws on any input. Stateless and safe for every thread.
 */
public final class EventDecoder {
    private final ProtocolLimits limits;

    public EventDecoder(ProtocolLimits limits) {
        this.limits = limits;
    }

    /**
     * Reads one message.
     *
     * @param kind what the topic says the events are
     * @param payload holds the message from {@code offset} for {@code length} bytes; only read, not kept
     * @param nowMillis the gateway's clock, milliseconds since the epoch
     */
    public DecodedMessage decode(EventKind kind, byte[] payload, int offset, int length, long nowMillis) {
        throw new UnsupportedOperationException(limits + ": not yet " + List.of(kind));
    }
}
