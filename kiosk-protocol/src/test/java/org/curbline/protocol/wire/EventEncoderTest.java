package org.curbline.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.CommandReply;
import org.curbline.protocol.ComputerCondition;
import org.curbline.protocol.EventId;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventEncoderTest {
    /** 2026-11-23T16:04:05.123Z. */
    private static final long NOW = 1_795_449_845_123L;

    private static final EventId ID = new EventId(1042, NOW);
    private static final String ID_JSON = "{\"seq\":1042,\"at\":\"2026-11-23T16:04:05.123Z\",";

    private static final double NONE = HealthReport.NOT_MEASURED;
    private static final ComputerCondition AMISS = new ComputerCondition(
            7.25,
            100,
            12,
            ComputerCondition.Supply.LOW,
            ComputerCondition.Processor.SLOWED,
            ComputerCondition.Link.DOWN,
            ComputerCondition.ClockState.HELD);

    private final EventEncoder encoder = new EventEncoder();
    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);

    static Stream<Arguments> everyKind() {
        return Stream.of(
                Arguments.of(
                        new WifiSession(ID, 1968, 36_211_733, 5_199_000, WifiSession.Network.OPEN),
                        "'durationSeconds':1968,'downBytes':36211733,'upBytes':5199000,'network':'open'}"),
                Arguments.of(
                        new ChargingSession(ID, 2, 2400, 5120),
                        "'port':2,'durationSeconds':2400,'energyMilliwattHours':5120}"),
                Arguments.of(
                        new Call(ID, Call.CallKind.CITY_311, 0, Call.Outcome.UNANSWERED),
                        "'kind':'311','durationSeconds':0,'outcome':'unanswered'}"),
                Arguments.of(
                        new TabletSession(ID, TabletSession.Activity.SERVICES, 74),
                        "'activity':'services','durationSeconds':74}"),
                Arguments.of(
                        new ServiceReport(ID, Service.TABLET, ServiceReport.State.UP, ""),
                        "'service':'tablet','state':'up'}"),
                Arguments.of(
                        new ServiceReport(ID, Service.WIFI, ServiceReport.State.DOWN, "no-dhcp"),
                        "'service':'wifi','state':'down','reason':'no-dhcp'}"),
                Arguments.of(
                        new HealthReport(ID, -41.55, 3, 99.12345, 0.7, 864_000, 12),
                        "'temperatureCelsius':-41.55,'cpuPercent':3.0,'memoryPercent':99.12345,'diskPercent':0.7,"
                                + "'uptimeSeconds':864000,'spooledEvents':12}"),
                Arguments.of(
                        new HealthReport(ID, 85, 3, 99, 0.5, 60, 12, AMISS),
                        "'temperatureCelsius':85.0,'cpuPercent':3.0,'memoryPercent':99.0,'diskPercent':0.5,"
                                + "'uptimeSeconds':60,'spooledEvents':12,'load':7.25,'linkMegabits':100,'lostEvents':12,'supply':'low',"
                                + "'processor':'slowed','link':'down','clock':'held'}"),
                Arguments.of(
                        new HealthReport(ID, NONE, NONE, NONE, NONE, ComputerCondition.NOT_SAID, 12),
                        "'spooledEvents':12}"),
                Arguments.of(
                        new HealthReport(ID, NONE, 3, NONE, 0.5, 60, 12),
                        "'cpuPercent':3.0,'diskPercent':0.5,'uptimeSeconds':60,'spooledEvents':12}"),
                Arguments.of(
                        new ClientSketch(ID, "b7c4d1e2", 86_400, RandomEvents.SKETCH_OF_ONE),
                        "'salt':'b7c4d1e2','durationSeconds':86400,'sketch':'BAEQDgAKzJMBAAAAAQAAABuBAQA='}"),
                Arguments.of(
                        new CommandReply(ID, "abc", CommandReply.Result.FAILED, "unknown-command"),
                        "'command':'abc','result':'failed','reason':'unknown-command'}"));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void writesEveryKind(KioskEvent event, String fields) {
        assertEquals(ID_JSON + fields.replace('\'', '"'), text(encoder.encode(event)));
    }

    @Test
    void writesTheRunOnlyWhenItIsNotTheFirst() {
        KioskEvent event = new TabletSession(new EventId(0, NOW, "b7"), TabletSession.Activity.MAPS, 1);
        assertEquals(
                "{\"seq\":0,\"at\":\"2026-11-23T16:04:05.123Z\",\"run\":\"b7\",\"activity\":\"maps\","
                        + "\"durationSeconds\":1}",
                text(encoder.encode(event)));
    }

    @Test
    void writesSeveralAsAnArray() {
        KioskEvent event = new TabletSession(ID, TabletSession.Activity.MAPS, 1);
        String one = text(encoder.encode(event));
        assertEquals("[" + one + "," + one + "]", text(encoder.encode(List.of(event, event))));
        assertEquals("[]", text(encoder.encode(List.of())));
    }

    @Test
    void writesWhatIsOutOfRangeAsWellFormedJson() {
        KioskEvent event = new WifiSession(
                new EventId(Long.MIN_VALUE, NOW, "\"\\\u0000\u00e9"),
                -1,
                Long.MAX_VALUE,
                -10,
                WifiSession.Network.OPEN);
        assertEquals(
                "{\"seq\":-9223372036854775808,\"at\":\"2026-11-23T16:04:05.123Z\","
                        + "\"run\":\"\\u0022\\u005c\\u0000\\u00e9\",\"durationSeconds\":-1,"
                        + "\"downBytes\":9223372036854775807,\"upBytes\":-10,\"network\":\"open\"}",
                text(encoder.encode(event)));
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void eventIsMovedInTimeAndElseTheSame(KioskEvent event, String fields) {
        byte[] written = encoder.encode(event);
        byte[] moved = EventEncoder.moved(written, -86_400_000L * 365);
        assertEquals("{\"seq\":1042,\"at\":\"2025-11-23T16:04:05.123Z\"," + fields.replace('\'', '"'), text(moved));
        assertEquals(text(encoder.encode(event)), text(written), "what was written is as it was");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"seq\":1}",
                "{\"seq\":1,\"at\":\"2026",
                "{\"seq\":1,\"run\":\"2026-11-23T16:04:05.123Z\"}"
            })
    void whatWasWrittenOtherwiseIsNotMoved(String json) {
        assertThrows(
                IllegalArgumentException.class, () -> EventEncoder.moved(json.getBytes(StandardCharsets.US_ASCII), 1));
    }

    @Test
    void timeOfTheGatewayIsReadAsItWasWritten() {
        assertEquals("2026-11-23T16:04:05.000Z", GatewayTime.write(Instant.ofEpochMilli(NOW - 123)));
        assertEquals(Instant.ofEpochMilli(NOW), GatewayTime.parse(GatewayTime.write(Instant.ofEpochMilli(NOW))));
        assertNull(GatewayTime.parse("noon"));
    }

    @Test
    void refusesWhatJsonCannotSay() {
        KioskEvent infinite = new HealthReport(ID, Double.POSITIVE_INFINITY, 0, 0, 0, 0, 0);
        KioskEvent distant = new TabletSession(new EventId(1, Long.MAX_VALUE), TabletSession.Activity.MAPS, 1);
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(infinite));
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(distant));
    }

    @ParameterizedTest
    @EnumSource
    void whatItWritesIsReadBackEqual(EventKind kind) {
        SplittableRandom random =
                new SplittableRandom(20_261_124 + kind.topicSuffix().length());
        RandomEvents events = new RandomEvents(random, NOW);
        for (int i = 0; i < 2_000; i++) {
            List<KioskEvent> batch = events.events(kind, 1 + random.nextInt(4));
            byte[] one = encoder.encode(batch.get(0));
            byte[] all = encoder.encode(batch);
            assertEquals(new DecodedMessage(batch.subList(0, 1), List.of(), 0), decode(kind, one));
            assertEquals(new DecodedMessage(batch, List.of(), 0), decode(kind, all));
            assertTrue(one.length <= EventEncoder.MAX_EVENT_BYTES, () -> text(one));
        }
    }

    private DecodedMessage decode(EventKind kind, byte[] payload) {
        return decoder.decode(kind, payload, 0, payload.length, NOW);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
