package org.curbline.protocol.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.privacy.PersonalData;
import org.jspecify.annotations.Nullable;

/** Reads the events of one message, one after the other, from where the parser stands. */
final class EventReader {
    private static final int MAX_DECIMAL_LENGTH = 32;

    private final JsonParser parser;
    private final EventKind kind;
    private final int required;
    private final int allowed;
    private final int maxStringLength;
    private final long earliest;
    private final long latest;
    private final FieldValues values = new FieldValues();

    private int seen;
    private int unknownFields;
    private @Nullable RejectionReason reason;
    private String detail = "";

    EventReader(JsonParser parser, EventKind kind, ProtocolLimits limits, long nowMillis) {
        this.parser = parser;
        this.kind = kind;
        this.required = Field.required(kind);
        this.allowed = Field.allowed(kind);
        this.maxStringLength = limits.maxStringLength();
        this.earliest = nowMillis - limits.maxAge().toMillis();
        this.latest = nowMillis + limits.maxClockAhead().toMillis();
    }

    /**
     * Reads the value the parser stands on, to its end whatever is wrong with it.
     *
     * @return the event, or null when it is rejected for {@link #reason()}
     */
    @Nullable
    KioskEvent read() throws IOException {
        seen = 0;
        reason = null;
        values.clear();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            reject(RejectionReason.NOT_AN_EVENT, "An event must be an object.");
            scanValue();
            return null;
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            readField(parser.currentName());
        }
        int missing = required & ~seen;
        if (missing != 0) {
            reject(RejectionReason.MISSING_FIELD, Field.first(missing).wireName() + " is missing.");
        }
        return reason == null ? values.toEvent(kind) : null;
    }

    /** Why the event last read is rejected. */
    RejectionReason reason() {
        if (reason == null) {
            throw new IllegalStateException("The event was accepted");
        }
        return reason;
    }

    /** The sentence that goes with {@link #reason()}. */
    String detail() {
        return detail;
    }

    /** Of all events read so far. */
    int unknownFields() {
        return unknownFields;
    }

    private void readField(String name) throws IOException {
        Field field = Field.named(name);
        parser.nextToken();
        if (field == null || (allowed & field.bit()) == 0) {
            unknownFields++;
            scan(name);
            scanValue();
        } else if ((seen & field.bit()) != 0) {
            reject(RejectionReason.DUPLICATE_FIELD, field.wireName() + " is there twice.");
            scanValue();
        } else {
            seen |= field.bit();
            readValue(field);
        }
    }

    private void readValue(Field field) throws IOException {
        JsonToken token = parser.currentToken();
        switch (field.type()) {
            case INTEGER -> {
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    readInteger(field);
                    return;
                }
            }
            case DECIMAL -> {
                if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                    readDecimal(field);
                    return;
                }
            }
            case WORD, TIME, RUN, CODE, LETTERS, NAME, SKETCH -> {
                if (token == JsonToken.VALUE_STRING) {
                    readString(field);
                    return;
                }
            }
        }
        reject(RejectionReason.WRONG_TYPE, field.rule());
        scanValue();
    }

    private void readInteger(Field field) throws IOException {
        long value = Integers.parse(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        if (value < field.min() || value > field.max()) {
            reject(RejectionReason.OUT_OF_RANGE, field.rule());
        }
        values.put(field, value);
    }

    private void readDecimal(Field field) throws IOException {
        double value = parser.getTextLength() <= MAX_DECIMAL_LENGTH ? parser.getDoubleValue() : Double.NaN;
        if (!(value >= field.min() && value <= field.max())) {
            reject(RejectionReason.OUT_OF_RANGE, field.rule());
        }
        values.put(field, value);
    }

    private void readString(Field field) throws IOException {
        char[] chars = parser.getTextCharacters();
        int offset = parser.getTextOffset();
        int length = parser.getTextLength();
        boolean fits =
                switch (field.type()) {
                    case WORD -> readWord(field, chars, offset, length);
                    case TIME -> readTime(field, chars, offset, length);
                    case RUN -> values.putRun(chars, offset, length);
                    case LETTERS -> values.putLetters(chars, offset, length);
                    case NAME -> values.putName(chars, offset, length);
                    case SKETCH -> values.putSketch(chars, offset, length);
                    case CODE -> values.putReason(chars, offset, length) && !scan(values.reason());
                    case INTEGER, DECIMAL -> throw new IllegalStateException("Not a string: " + field);
                };
        if (!fits && !scan(parser.getText())) {
            boolean isTime = field.type() == Field.Type.TIME;
            reject(isTime ? RejectionReason.BAD_TIMESTAMP : RejectionReason.UNKNOWN_VALUE, field.rule());
        }
    }

    private boolean readWord(Field field, char[] chars, int offset, int length) {
        int index = field.indexOfWord(chars, offset, length);
        values.put(field, index);
        return index >= 0;
    }

    private boolean readTime(Field field, char[] chars, int offset, int length) {
        long millis = Timestamps.parse(chars, offset, length);
        if (millis == Timestamps.INVALID) {
            return false;
        }
        if (millis > latest) {
            reject(RejectionReason.IN_THE_FUTURE, "at lies further in the future than clocks may differ.");
        } else if (millis < earliest) {
            reject(RejectionReason.TOO_OLD, "at is older than what is kept.");
        }
        values.put(field, millis);
        return true;
    }

    /** Reads over the value the parser stands on, looking at every string and name in it. */
    private void scanValue() throws IOException {
        JsonToken token = parser.currentToken();
        int depth = 0;
        while (true) {
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME) {
                scan(parser.getText());
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /** Whether a text is refused as such; if so, the event is rejected for it. */
    private boolean scan(String text) {
        if (text.length() > maxStringLength) {
            reject(
                    RejectionReason.STRING_TOO_LONG,
                    "Strings and field names must have at most " + maxStringLength + " characters.");
            return true;
        }
        if (PersonalData.isIn(text)) {
            reject(
                    RejectionReason.PERSONAL_DATA,
                    "A string or field name holds what may identify a person or a device.");
            return true;
        }
        return false;
    }

    /** Keeps the first reason, but lets personal data come before every other. */
    private void reject(RejectionReason newReason, String newDetail) {
        if (reason == null || newReason == RejectionReason.PERSONAL_DATA) {
            reason = newReason;
            detail = newDetail;
        }
    }
}
