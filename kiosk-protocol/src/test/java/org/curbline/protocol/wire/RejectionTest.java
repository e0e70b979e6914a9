package org.curbline.protocol.wire;

import static org.curbline.protocol.wire.RejectionReason.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.privacy.PersonalData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reason for which the codec refuses something, and every field of every kind, each in a row with a name. */
class RejectionTest {
    /** 2026-11-23T16:04:05.123Z. */
    private static final long NOW = 1_795_449_845_123L;

    private static final String ID = "{'seq':1,'at':'2026-11-23T16:04:05.123Z',";
    private static final Map<EventKind, String> VALID = new EnumMap<>(Map.of(
            EventKind.WIFI, ID + "'durationSeconds':1,'downBytes':2,'upBytes':3,'network':'open'}",
            EventKind.CHARGING, ID + "'port':1,'durationSeconds':1,'energyMilliwattHours':2}",
            EventKind.CALL, ID + "'kind':'local','durationSeconds':1,'outcome':'completed'}",
            EventKind.TABLET, ID + "'activity':'maps','durationSeconds':1}",
            EventKind.STATUS, ID + "'service':'wifi','state':'up','reason':'x'}",
            EventKind.HEALTH,
                    ID + "'temperatureCelsius':1,'cpuPercent':2,'memoryPercent':3,'diskPercent':4,'uptimeSeconds':5,"
                            + "'spooledEvents':6}",
            EventKind.CLIENTS, ID + "'salt':'a1','durationSeconds':1,'sketch':'" + RandomEvents.SKETCH_OF_ONE + "'}",
            EventKind.REPLY, ID + "'command':'abc','result':'done'}"));
    private static final String WIFI = valid(EventKind.WIFI);

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);

    /** What is sent as which kind, and how it is refused. */
    record Row(
            String name, EventKind kind, String text, Charset charset, RejectionReason reason, boolean wholeMessage) {
        byte[] payload() {
            return text.getBytes(charset);
        }

        @Override
        public String toString() {
            return reason + ": " + name;
        }
    }

    static Stream<Row> wholeMessages() {
        return Stream.of(
                whole("one byte too many", PAYLOAD_TOO_LARGE, WIFI + " ".repeat(262_145 - WIFI.length())),
                whole("no bytes", EMPTY, ""),
                whole("only white space", EMPTY, " \n"),
                whole("an array without events", EMPTY, "[ ]"),
                whole("words", MALFORMED_JSON, "hello"),
                whole("cut off in an object", MALFORMED_JSON, WIFI.substring(0, 40)),
                whole("cut off in a batch", MALFORMED_JSON, "[" + WIFI + ","),
                whole("a comma too many in an array", MALFORMED_JSON, "[" + WIFI + ",]"),
                whole("a comma too many in an object", MALFORMED_JSON, WIFI.replace("}", ",}")),
                whole("something after the end", MALFORMED_JSON, WIFI + "x"),
                whole("a second event after the end", MALFORMED_JSON, WIFI + WIFI),
                whole("something after a number", MALFORMED_JSON, "1 x"),
                whole("something after an empty array", MALFORMED_JSON, "[] ]"),
                whole("a zero byte after the end", MALFORMED_JSON, WIFI + "\u0000"),
                whole("single quotes", MALFORMED_JSON, WIFI.replace('"', '\'')),
                whole("names without quotes", MALFORMED_JSON, "{seq:1}"),
                whole("a comment", MALFORMED_JSON, "/* hi */" + WIFI),
                whole("NaN", MALFORMED_JSON, with(EventKind.HEALTH, "cpuPercent", "NaN")),
                whole("Infinity", MALFORMED_JSON, with(EventKind.HEALTH, "cpuPercent", "-Infinity")),
                whole("a number with a leading zero", MALFORMED_JSON, with(EventKind.WIFI, "upBytes", "01")),
                whole("a number with a plus", MALFORMED_JSON, with(EventKind.WIFI, "upBytes", "+1")),
                whole("a number that ends in a dot", MALFORMED_JSON, with(EventKind.WIFI, "upBytes", "1.")),
                whole("a line end in a string", MALFORMED_JSON, with(EventKind.WIFI, "network", "\"o\npen\"")),
                whole("an unknown escape", MALFORMED_JSON, with(EventKind.WIFI, "network", "\"\\open\"")),
                whole("half an escape", MALFORMED_JSON, with(EventKind.WIFI, "network", "\"\\u00\"")),
                whole("a byte order mark", MALFORMED_JSON, "\uFEFF" + WIFI),
                raw("a lone byte in a known field", with(EventKind.WIFI, "network", "\"\u00FF\"")),
                raw("a lone byte in an unknown field", plus("\"x\":\"\u00C3\"")),
                raw("a lone byte in a nested unknown field", plus("\"x\":[{\"y\":\"\u0080\"}]")),
                raw("a lone byte in an unknown name", plus("\"\u00E9\":1")),
                raw("an overlong form", plus("\"x\":\"\u00C0\u00AF\"")),
                raw("a surrogate in UTF-8", plus("\"x\":\"\u00ED\u00A0\u0080\"")),
                raw("a code point too high", plus("\"x\":\"\u00F4\u0090\u0080\u0080\"")),
                whole("a number", NOT_AN_EVENT, "17"),
                whole("a string", NOT_AN_EVENT, "\"x\""),
                whole("null", NOT_AN_EVENT, "null"),
                whole("1,001 events", BATCH_TOO_LONG, "[" + "1,".repeat(1_000) + "1]"),
                whole("five levels", TOO_DEEP, plus("\"x\":[[[[]]]]")),
                whole("five levels in a batch", TOO_DEEP, "[" + plus("\"x\":{\"x\":{\"x\":{}}}") + "]"),
                whole("very many levels", TOO_DEEP, "[".repeat(100_000)));
    }

    static Stream<Row> singleEvents() {
        String longText = "z".repeat(257);
        return Stream.of(
                event("an array in a batch", NOT_AN_EVENT, "[[]]"),
                event("a number in a batch", NOT_AN_EVENT, "[1]"),
                event("null in a batch", NOT_AN_EVENT, "[null]"),
                event("a known field", STRING_TOO_LONG, with(EventKind.WIFI, "network", quoted(longText))),
                event("an unknown field", STRING_TOO_LONG, plus("\"x\":" + quoted(longText))),
                event("a nested field", STRING_TOO_LONG, plus("\"x\":[" + quoted(longText) + "]")),
                event("an unknown name", STRING_TOO_LONG, plus(quoted(longText) + ":1")),
                event("the same name once escaped", DUPLICATE_FIELD, plus("\"\\u0073eq\":1")),
                event("an exponent in a whole number", WRONG_TYPE, with(EventKind.WIFI, "upBytes", "1e3")),
                event("a fraction in a whole number", WRONG_TYPE, with(EventKind.WIFI, "upBytes", "1.0")),
                event(
                        "one more than the largest long",
                        OUT_OF_RANGE,
                        with(EventKind.WIFI, "seq", "9223372036854775808")),
                event("2 to the 64th and one", OUT_OF_RANGE, with(EventKind.WIFI, "seq", "18446744073709551617")),
                event("5,000 digits", OUT_OF_RANGE, with(EventKind.WIFI, "seq", "1".repeat(5_000))),
                of("5,000 digits", EventKind.HEALTH, OUT_OF_RANGE, "cpuPercent", "0." + "1".repeat(5_000)),
                of("what a double cannot hold", EventKind.HEALTH, OUT_OF_RANGE, "cpuPercent", "1e999"),
                event("a word in capitals", UNKNOWN_VALUE, with(EventKind.WIFI, "network", "\"Open\"")),
                event("an empty word", UNKNOWN_VALUE, with(EventKind.WIFI, "network", "\"\"")),
                event("an empty run", UNKNOWN_VALUE, plus("\"run\":\"\"")),
                event("a run with a capital", UNKNOWN_VALUE, plus("\"run\":\"B\"")),
                event("a run of 17", UNKNOWN_VALUE, plus("\"run\":\"aaaaaaaaaaaaaaaaa\"")),
                of("a sentence", EventKind.STATUS, UNKNOWN_VALUE, "reason", "\"Cable cut.\""),
                of("a code of 65", EventKind.STATUS, UNKNOWN_VALUE, "reason", quoted("z".repeat(65))),
                of("a salt of 17", EventKind.CLIENTS, UNKNOWN_VALUE, "salt", quoted("z".repeat(17))),
                of("no base64", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("BAEQDgAK", "BAEQDg K"))),
                of("of another lgK", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("BAEQDg", "BAEQDQ"))),
                of("of another family", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("BAEQ", "BAEH"))),
                of("of another seed", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("zJM", "zKM"))),
                of("with a window", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("BAEQDgAK", "BAEQDgAS"))),
                of("cut short", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("BuBAQA=", ""))),
                of("longer than it says", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("A=", "AAAA=="))),
                of("16 M devices", EventKind.CLIENTS, UNKNOWN_VALUE, "sketch", quoted(sketch("JMBAAAAA", "JMBAAABA"))),
                of("too long a sketch", EventKind.CLIENTS, STRING_TOO_LONG, "sketch", quoted("BAEQ".repeat(2000))),
                of("a MAC address", EventKind.CLIENTS, PERSONAL_DATA, "sketch", "\"00:1b:63:84:45:e6\""),
                event("a word", BAD_TIMESTAMP, with(EventKind.WIFI, "at", "\"now\"")),
                event("an offset", BAD_TIMESTAMP, with(EventKind.WIFI, "at", "\"2026-11-23T16:04:05+00:00\"")),
                event("no such day", BAD_TIMESTAMP, with(EventKind.WIFI, "at", "\"2026-02-29T16:04:05Z\"")),
                event("5 min and 1 ms", IN_THE_FUTURE, with(EventKind.WIFI, "at", "\"2026-11-23T16:09:05.124Z\"")),
                event("three years on", IN_THE_FUTURE, with(EventKind.WIFI, "at", "\"2029-11-23T16:04:05Z\"")),
                event("60 days and 1 ms", TOO_OLD, with(EventKind.WIFI, "at", "\"2026-09-24T16:04:05.122Z\"")),
                event("1970", TOO_OLD, with(EventKind.WIFI, "at", "\"1970-01-01T00:00:00Z\"")),
                of("a phone number as reason", EventKind.STATUS, PERSONAL_DATA, "reason", "\"212-555-0123\""),
                of("a MAC address as reason", EventKind.STATUS, PERSONAL_DATA, "reason", "\"00-1b-63-84-45-e6\""),
                event("an address for a word", PERSONAL_DATA, with(EventKind.WIFI, "network", "\"a@example.org\"")),
                event("in the time", PERSONAL_DATA, with(EventKind.WIFI, "at", "\"00:1b:63:84:45:e6\"")),
                event("in an unknown field", PERSONAL_DATA, plus("\"x\":\"https://example.org/\"")),
                event("escaped", PERSONAL_DATA, plus("\"x\":\"\\u0030\\u0030:1b:63:84:45:e6\"")),
                event("percent-encoded", PERSONAL_DATA, plus("\"x\":\"00%3A1b%3A63%3A84%3A45%3Ae6\"")),
                event("with a zero-width space", PERSONAL_DATA, plus("\"x\":\"00\u200b:1b:63:84:45:e6\"")),
                event("in digits of another script", PERSONAL_DATA, plus("\"x\":\"٢١٢٥٥٥٠١٢٣\"")),
                event("HTML in an unknown name", PERSONAL_DATA, plus("\"jane&#64;localhost\":1")),
                event("in an unknown name", PERSONAL_DATA, plus("\"+1 (212) 555-0123\":1")),
                event("in a nested name", PERSONAL_DATA, plus("\"x\":{\"a@example.org\":1}")),
                event("in a nested array", PERSONAL_DATA, plus("\"x\":[[\"2125550123\"]]")),
                event("in a field that is there twice", PERSONAL_DATA, plus("\"seq\":\"a@example.org\"")),
                event("in the place of an event", PERSONAL_DATA, "[\"a@example.org\"]"));
    }

    /** What holds of every field because of what it holds. */
    static Stream<Row> everyField() {
        List<Row> rows = new ArrayList<>();
        for (EventKind kind : EventKind.values()) {
            for (Field field : Field.values()) {
                if ((Field.required(kind) & field.bit()) != 0) {
                    rows.add(row(
                            kind,
                            field,
                            "left out",
                            MISSING_FIELD,
                            valid(kind).replace(quoted(field.wireName()), "\"x\"")));
                    String again = ",\"" + field.wireName() + "\":null}";
                    rows.add(row(
                            kind,
                            field,
                            "there twice",
                            DUPLICATE_FIELD,
                            valid(kind).replace("}", again)));
                }
                if ((Field.allowed(kind) & field.bit()) != 0) {
                    addValues(rows, kind, field);
                }
            }
        }
        return rows.stream();
    }

    private static void addValues(List<Row> rows, EventKind kind, Field field) {
        boolean isNumber = field.type() == Field.Type.INTEGER || field.type() == Field.Type.DECIMAL;
        for (String wrong : List.of("null", "true", "{}", "[1]", isNumber ? "\"1\"" : "1")) {
            rows.add(row(kind, field, wrong, WRONG_TYPE, with(kind, field.wireName(), wrong)));
        }
        if (isNumber) {
            String fraction = field.type() == Field.Type.DECIMAL ? ".001" : "";
            String below = field.min() == 0 ? "-1" : Long.toString(field.min() - 1);
            String above = fraction.isEmpty() ? Long.toString(field.max() + 1) : field.max() + fraction;
            rows.add(row(kind, field, below, OUT_OF_RANGE, with(kind, field.wireName(), below)));
            rows.add(row(kind, field, above, OUT_OF_RANGE, with(kind, field.wireName(), above)));
        } else {
            RejectionReason reason = field == Field.AT ? BAD_TIMESTAMP : UNKNOWN_VALUE;
            rows.add(row(kind, field, "a wrong word", reason, with(kind, field.wireName(), "\"no such\"")));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"wholeMessages", "singleEvents", "everyField"})
    void isRefused(Row row) {
        byte[] payload = row.payload();
        DecodedMessage decoded = decoder.decode(row.kind(), payload, 0, payload.length, NOW);
        assertEquals(List.of(), decoded.accepted());
        assertEquals(1, decoded.rejected().size());
        Rejection rejection = decoded.rejected().get(0);
        assertEquals(row.reason(), rejection.reason(), rejection::toString);
        assertEquals(row.wholeMessage() ? -1 : 0, rejection.index());
        assertTrue(rejection.detail().endsWith("."), rejection::toString);
        assertFalse(PersonalData.isIn(rejection.detail().replaceAll("[0-9]{7,}", "")), rejection::toString);
        if (row.wholeMessage()) {
            assertEquals(payload.length, rejection.length());
        }
    }

    @Test
    void everyReasonHasARow() {
        Set<RejectionReason> missing = EnumSet.allOf(RejectionReason.class);
        missing.remove(UNKNOWN_TOPIC); // the codec is told the kind: see KioskTopicTest.knowsNoOtherTopic
        Stream.of(wholeMessages(), singleEvents(), everyField())
                .flatMap(rows -> rows)
                .forEach(row -> missing.remove(row.reason()));
        assertEquals(Set.of(), missing);
    }

    @Test
    void whatTheRowsStartFromIsAccepted() {
        for (EventKind kind : EventKind.values()) {
            byte[] payload = valid(kind).getBytes(StandardCharsets.UTF_8);
            DecodedMessage decoded = decoder.decode(kind, payload, 0, payload.length, NOW);
            assertEquals(List.of(), decoded.rejected());
            assertEquals(0, decoded.unknownFields());
        }
    }

    @Test
    void theSentenceNamesTheFieldAndTheRule() {
        byte[] payload = with(EventKind.WIFI, "network", "\"secret\"").getBytes(StandardCharsets.UTF_8);
        assertEquals(
                "network must be one of open, private.",
                decoder.decode(EventKind.WIFI, payload, 0, payload.length, NOW).rejected().stream()
                        .map(Rejection::detail)
                        .collect(Collectors.joining()));
    }

    private static Row whole(String name, RejectionReason reason, String payload) {
        EventKind kind = payload.contains("cpuPercent") ? EventKind.HEALTH : EventKind.WIFI;
        return new Row(name, kind, payload, StandardCharsets.UTF_8, reason, true);
    }

    /** Characters up to U+00FF as single bytes. */
    private static Row raw(String name, String payload) {
        return new Row(name, EventKind.WIFI, payload, StandardCharsets.ISO_8859_1, MALFORMED_JSON, true);
    }

    private static Row event(String name, RejectionReason reason, String payload) {
        return new Row(name, EventKind.WIFI, payload, StandardCharsets.UTF_8, reason, false);
    }

    private static Row of(String name, EventKind kind, RejectionReason reason, String field, String value) {
        return new Row(name, kind, with(kind, field, value), StandardCharsets.UTF_8, reason, false);
    }

    private static Row row(EventKind kind, Field field, String name, RejectionReason reason, String payload) {
        String fullName = kind.topicSuffix() + " " + field.wireName() + " " + name;
        return new Row(fullName, kind, payload, StandardCharsets.UTF_8, reason, false);
    }

    /** One that is right, with something in it replaced. */
    private static String sketch(String what, String by) {
        assertTrue(RandomEvents.SKETCH_OF_ONE.contains(what), what);
        return RandomEvents.SKETCH_OF_ONE.replace(what, by);
    }

    private static String valid(EventKind kind) {
        return Objects.requireNonNull(VALID.get(kind)).replace('\'', '"');
    }

    /** The valid event with another value in one field. */
    private static String with(EventKind kind, String field, String value) {
        String json = valid(kind);
        String name = "\"" + field + "\":";
        if (!json.contains(name)) {
            return json.replace("}", "," + name + value + "}");
        }
        int from = json.indexOf(name) + name.length();
        int to = json.startsWith("\"", from) ? json.indexOf('"', from + 1) + 1 : json.indexOf(',', from);
        return json.substring(0, from) + value + json.substring(to < from ? json.length() - 1 : to);
    }

    /** The valid WiFi event with another field at its end. */
    private static String plus(String field) {
        return WIFI.replace("}", "," + field + "}");
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
