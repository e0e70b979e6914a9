package org.curbline.protocol.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.curbline.protocol.KioskEvent;

/** Reads one message: takes it apart into events and keeps the account of each. Used once. */
final class MessageReader {
    private final JsonParser parser;
    private final EventReader events;
    private final ProtocolLimits limits;
    private final int length;
    private final List<KioskEvent> accepted = new ArrayList<>(1);
    private List<Rejection> rejected = List.of();

    MessageReader(JsonParser parser, EventReader events, ProtocolLimits limits, int length) {
        this.parser = parser;
        this.events = events;
        this.limits = limits;
        this.length = length;
    }

    /** @throws IOException if the message is not well-formed or too deep */
    DecodedMessage read() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return EventDecoder.rejected(RejectionReason.EMPTY, "The message holds nothing.", length);
        }
        if (first == JsonToken.START_ARRAY) {
            int count = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (count == limits.maxBatchEvents()) {
                    String detail = "A message must have at most " + count + " events.";
                    return EventDecoder.rejected(RejectionReason.BATCH_TOO_LONG, detail, length);
                }
                readElement(count);
                count++;
            }
            if (count == 0) {
                return endOr(RejectionReason.EMPTY, "The message is an array without events.");
            }
        } else if (first == JsonToken.START_OBJECT) {
            readElement(0);
        } else {
            return endOr(RejectionReason.NOT_AN_EVENT, "The message is neither an object nor an array of objects.");
        }
        requireEnd();
        return new DecodedMessage(accepted, rejected, events.unknownFields());
    }

    private void readElement(int index) throws IOException {
        long start = parser.currentTokenLocation().getByteOffset();
        KioskEvent event = events.read();
        if (event != null) {
            accepted.add(event);
            return;
        }
        long end = parser.currentLocation().getByteOffset();
        if (rejected.isEmpty()) {
            rejected = new ArrayList<>(1);
        }
        rejected.add(new Rejection(events.reason(), events.detail(), index, (int) start, (int) (end - start)));
    }

    private DecodedMessage endOr(RejectionReason reason, String detail) throws IOException {
        requireEnd();
        return EventDecoder.rejected(reason, detail, length);
    }

    private void requireEnd() throws IOException {
        if (parser.nextToken() != null) {
            throw new IOException("The message goes on after its end");
        }
    }
}
