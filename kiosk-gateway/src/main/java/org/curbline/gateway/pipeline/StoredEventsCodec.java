package org.curbline.gateway.pipeline;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands {@link StoredEvents} to consumers in the same process as they are. */
public final class StoredEventsCodec implements MessageCodec<StoredEvents, StoredEvents> {
    static final String NAME = "curbline-stored-events";

    @Override
    public void encodeToWire(Buffer buffer, StoredEvents events) {
        throw new UnsupportedOperationException("Stored events stay in the process");
    }

    @Override
    public StoredEvents decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("Stored events stay in the process");
    }

    @Override
    public StoredEvents transform(StoredEvents events) {
        return events;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
