package org.curbline.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.TabletSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDecoderTest {
    /** 2026-11-23T16:04:05.123Z. */
    private static final long NOW = 1_795_449_845_123L;

    private static final String TABLET =
            "{\"seq\":7,\"at\":\"2026-11-23T16:04:05.123Z\",\"activity\":\"maps\",\"durationSeconds\":74}";
    private static final KioskEvent TABLET_EVENT =
            new TabletSession(new EventId(7, NOW), TabletSession.Activity.MAPS, 74);

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);

    @Test
    void takesOneEventOrAnArrayOfThem() {
        assertEquals(new DecodedMessage(List.of(TABLET_EVENT), List.of(), 0), decode(TABLET));
        assertEquals(new DecodedMessage(List.of(TABLET_EVENT), List.of(), 0), decode("[" + TABLET + "]"));
        assertEquals(
                new DecodedMessage(List.of(TABLET_EVENT, TABLET_EVENT), List.of(), 0),
                decode(" [ " + TABLET + " ,\n" + TABLET + " ] "));
    }

    @Test
    void takesFieldsInAnyOrderAndEscapedInAnyWay() {
        assertEquals(
                new DecodedMessage(List.of(TABLET_EVENT), List.of(), 0),
                decode("{\"durationSeconds\" : 74, \"activ\\u0069ty\":\"\\u006daps\", \"run\":\"0\",\r\n"
                        + "\t\"at\":\"2026-11-23T16\\u003a04:05.123456789Z\",\"seq\":7}"));
    }

    @Test
    void ignoresAndCountsFieldsItDoesNotKnow() {
        String unknown = ",\"firmware\":\"5.15-v8\",\"firmware\":[null,{\"x\":2}],\"port\":1,\"\":-1.5e-3}";
        DecodedMessage decoded = decode("[" + TABLET.replace("}", unknown) + "," + TABLET + "]");
        assertEquals(new DecodedMessage(List.of(TABLET_EVENT, TABLET_EVENT), List.of(), 4), decoded);
    }

    @Test
    void takesWholeNumbersForDecimals() {
        String health = "{\"seq\":7,\"at\":\"2026-11-23T16:04:05.123Z\",\"temperatureCelsius\":-1e1,\"cpuPercent\":0,"
                + "\"memoryPercent\":1E+2,\"diskPercent\":-0.0,\"uptimeSeconds\":1,\"spooledEvents\":0}";
        assertEquals(
                List.of(new HealthReport(new EventId(7, NOW), -10, 0, 100, 0, 1, 0)),
                decode(EventKind.HEALTH, health).accepted());
    }

    @Test
    void figureThatAComputerDoesNotMeasureIsLeftOutAndNoneIsMadeUp() {
        String bare = "{\"seq\":7,\"at\":\"2026-11-23T16:04:05.123Z\",\"spooledEvents\":6,\"lostEvents\":12}";
        String all = bare.replace(
                "}",
                ",\"temperatureCelsius\":1,\"cpuPercent\":2,\"memoryPercent\":3,\"diskPercent\":4,\"uptimeSeconds\":5}");
        ComputerCondition lost = ComputerCondition.NOTHING_SAID.withLost(12);
        double none = HealthReport.NOT_MEASURED;
        HealthReport nothing =
                new HealthReport(new EventId(7, NOW), none, none, none, none, ComputerCondition.NOT_SAID, 6, lost);
        assertEquals(
                List.of(nothing, new HealthReport(new EventId(7, NOW), 1, 2, 3, 4, 5, 6, lost), nothing),
                decode(EventKind.HEALTH, "[" + bare + "," + all + "," + bare + "]")
                        .accepted());
    }

    @Test
    void conditionOfAComputerIsOfTheEventThatSaysItAndUsualElsewhere() {
        String bare = "{\"seq\":7,\"at\":\"2026-11-23T16:04:05.123Z\",\"temperatureCelsius\":1,\"cpuPercent\":2,"
                + "\"memoryPercent\":3,\"diskPercent\":4,\"uptimeSeconds\":5,\"spooledEvents\":6}";
        String amiss = bare.replace(
                "}",
                ",\"supply\":\"low\",\"load\":7.25,\"clock\":\"unknown\",\"link\":\"down\",\"linkMegabits\":0,"
                        + "\"processor\":\"slowed\",\"lostEvents\":1099511627776}");
        HealthReport usual = new HealthReport(new EventId(7, NOW), 1, 2, 3, 4, 5, 6);
        ComputerCondition said = new ComputerCondition(
                7.25,
                0,
                1L << 40,
                ComputerCondition.Supply.LOW,
                ComputerCondition.Processor.SLOWED,
                ComputerCondition.Link.DOWN,
                ComputerCondition.ClockState.UNKNOWN);
        assertEquals(
                List.of(usual, new HealthReport(usual.id(), 1, 2, 3, 4, 5, 6, said), usual),
                decode(EventKind.HEALTH, "[" + bare + "," + amiss + "," + bare + "]")
                        .accepted());
    }

    @Test
    void givesTheBytesOfEachBadEventInABatch() {
        String noDuration = TABLET.replace(",\"durationSeconds\":74", "");
        String accented = TABLET.replace("maps", "é𝄞");
        String batch = " [" + TABLET + ", " + noDuration + " ,17 ,\"\u00e9\u00e9\" ,[{}]," + accented + ",null,"
                + TABLET + "]";
        byte[] bytes = batch.getBytes(StandardCharsets.UTF_8);
        byte[] shifted = new byte[bytes.length + 9];
        System.arraycopy(bytes, 0, shifted, 5, bytes.length);
        DecodedMessage decoded = decoder.decode(EventKind.TABLET, shifted, 5, bytes.length, NOW);
        assertEquals(List.of(TABLET_EVENT, TABLET_EVENT), decoded.accepted());
        assertEquals(
                List.of(
                        "1 MISSING_FIELD " + noDuration,
                        "2 NOT_AN_EVENT 17",
                        "3 NOT_AN_EVENT \"\u00e9\u00e9\"",
                        "4 NOT_AN_EVENT [{}]",
                        "5 UNKNOWN_VALUE " + accented,
                        "6 NOT_AN_EVENT null"),
                decoded.rejected().stream()
                        .map(r -> r.index() + " " + r.reason() + " "
                                + new String(bytes, r.offset(), r.length(), StandardCharsets.UTF_8))
                        .toList());
        assertEquals(8, decoded.eventCount());
    }

    @Test
    void aSingleBadEventHasIndexZeroAndItsOwnBytes() {
        Rejection rejection =
                decode("  " + TABLET.replace("74", "\"74\"") + "\n").rejected().get(0);
        assertEquals(0, rejection.index());
        assertEquals(2, rejection.offset());
        assertEquals(TABLET.length() + 2, rejection.length());
    }

    @Test
    void aMessageThatCannotBeReadIsOneRejectionOfAllItsBytes() {
        String message = "[" + TABLET + "," + TABLET.replace(":7,", ":-7,") + ",";
        assertEquals(
                new DecodedMessage(
                        List.of(),
                        List.of(new Rejection(
                                RejectionReason.MALFORMED_JSON,
                                "The message is not well-formed JSON.",
                                -1,
                                0,
                                message.length())),
                        0),
                decode(message));
    }

    @Test
    void namesPersonalDataBeforeAnyOtherFault() {
        String both = "{\"seq\":-1,\"activity\":\"call 212-555-0123\",\"durationSeconds\":1}";
        assertEquals(
                RejectionReason.PERSONAL_DATA, decode(both).rejected().get(0).reason());
    }

    @Test
    void measuresTimeByTheClockItIsGiven() {
        byte[] bytes = TABLET.getBytes(StandardCharsets.UTF_8);
        long ahead = ProtocolLimits.DEFAULT.maxClockAhead().toMillis();
        long age = ProtocolLimits.DEFAULT.maxAge().toMillis();
        assertEquals(List.of(), decodeAt(bytes, NOW - ahead).rejected());
        assertEquals(List.of(), decodeAt(bytes, NOW + age).rejected());
        assertEquals(RejectionReason.IN_THE_FUTURE, onlyReason(decodeAt(bytes, NOW - ahead - 1)));
        assertEquals(RejectionReason.TOO_OLD, onlyReason(decodeAt(bytes, NOW + age + 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void takesNoOtherEncoding(String charset) {
        byte[] bytes = TABLET.getBytes(Charset.forName(charset));
        assertEquals(RejectionReason.MALFORMED_JSON, onlyReason(decodeAt(bytes, NOW)));
    }

    @ParameterizedTest
    @EnumSource
    void survivesNamesMadeToCollide(EventKind kind) {
        StringBuilder names = new StringBuilder("{\"seq\":1");
        for (int i = 0; i < 20_000; i++) {
            names.append(",\"").append(Integer.toString(i * 7919, 36)).append("\":0");
        }
        assertEquals(1, decode(kind, names.append('}').toString()).eventCount());
    }

    @Test
    void refusesACallersMistake() {
        byte[] bytes = new byte[4];
        assertThrows(IndexOutOfBoundsException.class, () -> decoder.decode(EventKind.TABLET, bytes, 1, 4, NOW));
    }

    private DecodedMessage decodeAt(byte[] bytes, long nowMillis) {
        return decoder.decode(EventKind.TABLET, bytes, 0, bytes.length, nowMillis);
    }

    private DecodedMessage decode(String json) {
        return decode(EventKind.TABLET, json);
    }

    private DecodedMessage decode(EventKind kind, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(kind, bytes, 0, bytes.length, NOW);
    }

    private static RejectionReason onlyReason(DecodedMessage decoded) {
        assertEquals(List.of(), decoded.accepted());
        assertEquals(1, decoded.rejected().size());
        return decoded.rejected().get(0).reason();
    }
}
