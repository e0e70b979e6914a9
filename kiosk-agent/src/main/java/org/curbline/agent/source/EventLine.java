package org.curbline.agent.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.curbline.protocol.wire.Rejection;

/**
 * An event as any program on the kiosk can write it: a line of JSON, {@code {"kind":"usage/wifi",...}} with the fields
 * of its kind, or {@code "topic"} where that has a {@code kind} of its own; {@code at} may be left out and is then now.
 * It is judged by the codec that the gateway uses, so that what the gateway would refuse, personal data above all,
 * never reaches the card.
 */
final class EventLine {
    private static final JsonFactory JSON = new JsonFactory();
    private static final EventDecoder DECODER = new EventDecoder(ProtocolLimits.DEFAULT);
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final Map<String, EventKind> KINDS =
            Stream.of(EventKind.values()).collect(Collectors.toUnmodifiableMap(EventKind::topicSuffix, kind -> kind));

    private final EventKind kind;
    private final String fields;
    private final long nowMillis;

    private EventLine(EventKind kind, String fields, long nowMillis) {
        this.kind = kind;
        this.fields = fields;
        this.nowMillis = nowMillis;
    }

    /**
     * Reads a line.
     *
     * @throws RefusedLineException if it is no event
     */
    static EventLine parse(String line, String run, long nowMillis) throws RefusedLineException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(line.length());
        EventKind kind = null;
        boolean dated = false;
        try (JsonParser parser = JSON.createParser(line);
                JsonGenerator fields = JSON.createGenerator(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new RefusedLineException("A line must be one JSON object.");
            }
            fields.writeStartObject();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (name.equals("topic") || (name.equals("kind") && KINDS.containsKey(parser.getText()))) {
                    kind = KINDS.get(parser.getText());
                } else if (!name.equals("seq") && !name.equals("run")) {
                    dated |= name.equals("at");
                    fields.writeFieldName(name);
                    fields.copyCurrentStructure(parser);
                }
            }
            fields.writeStringField("run", run);
            if (!dated) {
                fields.writeStringField("at", Instant.ofEpochMilli(nowMillis).toString());
            }
        } catch (IOException e) {
            throw new RefusedLineException("A line must be one JSON object.");
        }
        if (kind == null) {
            throw new RefusedLineException("\"kind\" must be one of "
                    + KINDS.keySet().stream().sorted().toList() + ".");
        }
        EventLine parsed = new EventLine(kind, bytes.toString(StandardCharsets.UTF_8), nowMillis);
        parsed.event(0);
        return parsed;
    }

    EventKind kind() {
        return kind;
    }

    /** As it is published, with its number. */
    byte[] json(long seq) {
        try {
            return ENCODER.encode(event(seq));
        } catch (RefusedLineException e) {
            throw new IllegalStateException("It was accepted before", e);
        }
    }

    private KioskEvent event(long seq) throws RefusedLineException {
        byte[] message = ("{\"seq\":" + seq + "," + fields.substring(1)).getBytes(StandardCharsets.UTF_8);
        DecodedMessage decoded = DECODER.decode(kind, message, 0, message.length, nowMillis);
        if (!decoded.rejected().isEmpty()) {
            Rejection why = decoded.rejected().get(0);
            throw new RefusedLineException(why.reason() + ": " + why.detail());
        }
        return decoded.accepted().get(0);
    }
}
