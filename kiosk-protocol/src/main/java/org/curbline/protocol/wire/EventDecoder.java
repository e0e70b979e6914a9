package org.curbline.protocol.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.curbline.protocol.EventKind;

/**
 * Reads what kiosks publish. Strict: what it accepts is valid, complete, in range and free of anything that identifies
 * a person. Never throws on any input. Holds no state between messages and is safe for every thread.
 *
 * <p>A message that is not well-formed, is empty, too large, too deep or too long a batch is one rejection with index
 * -1 over all its bytes. In any other, each event is judged alone; of several faults in an event the first is named,
 * except that personal data is named before every other.
 */
public final class EventDecoder {
    private final ProtocolLimits limits;
    private final JsonFactory json;

    public EventDecoder(ProtocolLimits limits) {
        this.limits = limits;
        this.json = strictJson(limits.maxNesting());
    }

    /**
     * Reads one message.
     *
     * @param kind what the topic says the events are
     * @param payload holds the message from {@code offset} for {@code length} bytes; only read, not kept
     * @param nowMillis the gateway's clock, milliseconds since the epoch
     * @throws IndexOutOfBoundsException if {@code payload} has no such bytes: a mistake of the caller, not of a kiosk
     */
    public DecodedMessage decode(EventKind kind, byte[] payload, int offset, int length, long nowMillis) {
        Objects.checkFromIndexSize(offset, length, payload.length);
        if (length > limits.maxPayloadBytes()) {
            String detail = "A message must have at most " + limits.maxPayloadBytes() + " bytes.";
            return rejected(RejectionReason.PAYLOAD_TOO_LARGE, detail, length);
        }
        if (length == 0) {
            return rejected(RejectionReason.EMPTY, "The message has no bytes.", length);
        }
        if (!isUtf8Json(payload, offset, length)) {
            return rejected(RejectionReason.MALFORMED_JSON, "The message is not JSON in UTF-8.", length);
        }
        try (JsonParser parser = json.createParser(payload, offset, length)) {
            return new MessageReader(parser, new EventReader(parser, kind, limits, nowMillis), limits, length).read();
        } catch (StreamConstraintsException tooDeep) {
            String detail = "Objects and arrays must not be deeper than " + limits.maxNesting() + " levels.";
            return rejected(RejectionReason.TOO_DEEP, detail, length);
        } catch (IOException malformed) {
            return rejected(RejectionReason.MALFORMED_JSON, "The message is not well-formed JSON.", length);
        }
    }

    /** A message that is refused as a whole. */
    static DecodedMessage rejected(RejectionReason reason, String detail, int length) {
        return new DecodedMessage(List.of(), List.of(new Rejection(reason, detail, -1, 0, length)), 0);
    }

    /** Jackson takes a byte order mark, and takes zero bytes for a sign of UTF-16: neither is what kiosks send. */
    private static boolean isUtf8Json(byte[] payload, int offset, int length) {
        if (payload[offset] < 0) {
            return false;
        }
        for (int i = offset; i < offset + Math.min(length, 4); i++) {
            if (payload[i] == 0) {
                return false;
            }
        }
        return Utf8.isValid(payload, offset, length);
    }

    /**
     * The depth is the one limit left to the parser; it is the only one that its constraints exception can mean. A
     * string that is too long is one event's fault and must not end the reading of the others.
     */
    private static JsonFactory strictJson(int maxNesting) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxNesting)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .maxNumberLength(Integer.MAX_VALUE)
                        .build())
                .recyclerPool(JsonRecyclerPools.threadLocalPool())
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                // names made to collide cost a clearing of the parser's table of names, not an exception
                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                .build();
    }
}
