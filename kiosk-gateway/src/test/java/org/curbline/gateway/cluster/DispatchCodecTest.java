package org.curbline.gateway.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.curbline.gateway.cluster.KioskNews.Link;
import org.curbline.gateway.cluster.KioskNews.ServiceNews;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.junit.jupiter.api.Test;

@SuppressWarnings("EnumOrdinal") // as the codec
class DispatchCodecTest {
    private static final Instant T = Instant.ofEpochMilli(1);

    private static final Dispatch EVERYTHING = new Dispatch(
            "g",
            2,
            true,
            true,
            true,
            List.of(new KioskNews(
                    KioskId.of("k"),
                    new Link(true, 3, T, "c", ""),
                    true,
                    4,
                    List.of(
                            new ServiceNews(
                                    Service.CALL,
                                    new Report(State.DOWN, "x", T),
                                    StateReason.USE_HAS_STOPPED,
                                    5,
                                    ServiceState.DOWN,
                                    StateReason.REPORTED_DOWN,
                                    "x",
                                    T),
                            new ServiceNews(
                                    Service.WIFI,
                                    null,
                                    null,
                                    Long.MIN_VALUE,
                                    ServiceState.UNKNOWN,
                                    StateReason.NEVER_REPORTED,
                                    "",
                                    T)))),
            List.of(new CloudEvent("i", "t", "k", "call", "{}")));

    /** To be changed with {@link DispatchCodec#VERSION} only. */
    private static final String BYTES = String.join(
            "",
            "01", // version
            "07", // more of the whole follows, events are missing, the registry was changed
            "0001 67", // from
            "0000000000000002", // number
            "0001", // one kiosk
            "0001 6b", // its id
            "03", // connected there, and decided there
            "0000000000000003 0000000000000001", // epoch, since
            "0001 63", // client id
            "0000", // no reason
            "0000000000000004", // last event
            "02", // two services
            "02 03", // call: with a report and a suspicion
            "%1$02x 0001 78 0000000000000001", // the report: down, x, at
            "%2$02x", // suspicion
            "0000000000000005", // last used
            "%3$02x %4$02x 0001 78 0000000000000001", // down, reported-down, x, since
            "00 00", // wifi: no report, no suspicion
            "8000000000000000", // never used
            "%5$02x %6$02x 0000 0000000000000001", // unknown, never-reported, since
            "0001", // one event
            "0001 69 0001 74 0001 6b 0004 63616c6c 0002 7b7d");

    @Test
    void isWrittenByteForByte() {
        assertEquals(bytes(), DispatchCodec.encode(EVERYTHING));
    }

    @Test
    void isReadAsItWasWritten() {
        assertEquals(EVERYTHING, DispatchCodec.decode(bytes()));
    }

    @Test
    void whatIsCutShortIsNotUnderstood() {
        Buffer whole = bytes();
        for (int length = 0; length < whole.length(); length++) {
            assertNull(DispatchCodec.decode(whole.getBuffer(0, length)), "of " + length + " bytes");
        }
    }

    @Test
    void anotherVersionIsNotUnderstood() {
        Buffer other = bytes();
        other.setByte(0, (byte) (DispatchCodec.VERSION + 1));
        assertNull(DispatchCodec.decode(other));
    }

    @Test
    void whateverComesNothingIsThrown() {
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            Buffer changed = bytes();
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                changed.setByte(1 + random.nextInt(changed.length() - 1), (byte) random.nextInt());
            }
            DispatchCodec.decode(changed);
        }
    }

    private static Buffer bytes() {
        String hex = String.format(
                Locale.ROOT,
                BYTES,
                State.DOWN.ordinal(),
                StateReason.USE_HAS_STOPPED.ordinal(),
                ServiceState.DOWN.ordinal(),
                StateReason.REPORTED_DOWN.ordinal(),
                ServiceState.UNKNOWN.ordinal(),
                StateReason.NEVER_REPORTED.ordinal());
        return Buffer.buffer(HexFormat.of().parseHex(hex.replace(" ", "")));
    }
}
