package org.curbline.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EventEncoderTest {
    private static final long NOW = 1_795_449_845_123L;

    @Test
    void readsBackWhatItWrites() {
        EventId id = new EventId(1042, NOW);
        List<KioskEvent> events = List.of(
                new WifiSession(id, 1968, 36_211_733, 5_199_000, WifiSession.Network.OPEN),
                new ChargingSession(id, 1, 60, 100),
                new Call(new EventId(1, NOW, "b"), Call.CallKind.CITY_311, 5, Call.Outcome.FAILED),
                new TabletSession(id, TabletSession.Activity.MAPS, 5),
                new ServiceReport(id, Service.WIFI, ServiceReport.State.DOWN, "no-dhcp"),
                new HealthReport(id, -41.55, 3, 99.12345, 0, 5, 6));
        EventDecoder decoder = new EventDecoder(ProtocolLimits.DEFAULT);
        for (KioskEvent event : events) {
            byte[] bytes = new EventEncoder().encode(List.of(event, event));
            assertEquals(
                    new DecodedMessage(List.of(event, event), List.of(), 0),
                    decoder.decode(event.kind(), bytes, 0, bytes.length, NOW));
        }
    }
}
