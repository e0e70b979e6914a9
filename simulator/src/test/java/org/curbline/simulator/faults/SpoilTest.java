package org.curbline.simulator.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.curbline.protocol.Call;
import org.curbline.protocol.ChargingSession;
import org.curbline.protocol.EventId;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.TabletSession;
import org.curbline.protocol.WifiSession;
import org.curbline.protocol.wire.DecodedMessage;
import org.curbline.protocol.wire.EventDecoder;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.protocol.wire.ProtocolLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpoilTest {
    private static final long AT = 1_795_449_845_123L;
    private static final EventId ID = new EventId(1_234_567, AT, "mfk3f9a1m2");
    private static final List<KioskEvent> EVENTS = List.of(
            new WifiSession(ID, 1968, 36_211_733, 5_199_000, WifiSession.Network.OPEN),
            new ChargingSession(ID, 2, 600, 1_200),
            new Call(ID, Call.CallKind.CITY_311, 63, Call.Outcome.COMPLETED),
            new TabletSession(ID, TabletSession.Activity.MAPS, 80),
            new ServiceReport(ID, Service.WIFI, ServiceReport.State.DOWN, "no-service"),
            new HealthReport(ID, 41.0, 12.5, 40.1, 22.0, 3_600, 0));

    private final EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MISDIRECTED")
    void isRefusedForItsReasonWhateverTheEvent(Spoil spoil) {
        for (KioskEvent event : EVENTS) {
            byte[] sent = spoil.applied(new EventEncoder().encode(event));
            DecodedMessage message = decoder.decode(event.kind(), sent, 0, sent.length, AT);
            assertEquals(0, message.accepted().size(), () -> spoil + " of " + event);
            assertEquals(spoil.reason(), message.rejected().get(0).reason().name(), () -> spoil + " of " + event);
        }
    }

    /** In an array with sound events it is one that is refused, or, alone, the message. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MISDIRECTED")
    void takesNoOtherEventWithItUnlessItSpoilsTheMessage(Spoil spoil) {
        String sound = new String(new EventEncoder().encode(EVENTS.get(0)), StandardCharsets.ISO_8859_1);
        String bad = new String(spoil.applied(new EventEncoder().encode(EVENTS.get(0))), StandardCharsets.ISO_8859_1);
        byte[] sent = ('[' + sound + ',' + bad + ']').getBytes(StandardCharsets.ISO_8859_1);
        DecodedMessage message = decoder.decode(EVENTS.get(0).kind(), sent, 0, sent.length, AT);
        if (!spoil.spoilsMessage()) {
            assertEquals(1, message.accepted().size());
            assertEquals(1, message.rejected().size());
        }
    }

    @Test
    void aboutHalfIsSpoiledInEveryWayThereIs() {
        Set<Spoil> seen = EnumSet.noneOf(Spoil.class);
        for (FaultKind kind : List.of(FaultKind.CORRUPTED, FaultKind.PERSONAL_DATA, FaultKind.FOREIGN_TOPIC)) {
            int spoiled = 0;
            for (int seq = 0; seq < 1_000; seq++) {
                Spoil spoil = Spoil.of(Fault.of(kind, AT, AT + 1), seq);
                if (spoil != null) {
                    spoiled++;
                    seen.add(spoil);
                }
            }
            assertEquals(500.0, spoiled, 60.0, kind.word());
        }
        assertEquals(EnumSet.allOf(Spoil.class), seen);
        assertNull(Spoil.of(Fault.of(FaultKind.REPEATING, AT, AT + 1), 1));
        assertNull(Spoil.of(null, 1));
        assertTrue(EnumSet.allOf(Spoil.class).stream().allMatch(each -> Spoil.of(each.word()) == each));
    }
}
