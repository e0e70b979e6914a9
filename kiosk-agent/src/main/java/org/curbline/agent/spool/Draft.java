package org.curbline.agent.spool;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.function.LongFunction;
import org.curbline.protocol.EventKind;
import org.jspecify.annotations.Nullable;

/**
 * An event that has no number yet.
 *
 * @param json what is to be published, by the event's number
 * @param assumedOffset null if its time is known; else what that is said to be, less the time since the start of the
 *     computer: the event is given out once that start is {@link Spool#dated}
 */
public record Draft(EventKind kind, LongFunction<byte[]> json, @Nullable Long assumedOffset) {
    SpooledEvent numbered(long seq) {
        return new SpooledEvent(seq, kind, json.apply(seq));
    }

    ByteBuffer record(SpooledEvent numbered, UUID boot) {
        return assumedOffset == null
                ? Records.event(kind, numbered.seq(), numbered.json())
                : Records.undated(kind, numbered.seq(), boot, assumedOffset, numbered.json());
    }
}
