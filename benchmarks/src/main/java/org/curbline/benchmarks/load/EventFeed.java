package org.curbline.benchmarks.load;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskEvent;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.WifiSession;
import org.curbline.protocol.WifiSession.Network;
import org.curbline.protocol.wire.EventEncoder;

/**
 * The events of one kiosk, numbered without a gap. Each has a millisecond of its own, so that a system which keys by
 * the time alone keeps them all. One thread.
 */
public final class EventFeed {
    private static final EventEncoder ENCODER = new EventEncoder();
    private static final Service[] SERVICES = Service.values();

    private final SplittableRandom random;
    private long seq;
    private long lastAt;

    public EventFeed(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A message of so many WiFi sessions; one is no array. */
    byte[] wifi(int events, long nowMillis) {
        if (events == 1) {
            return ENCODER.encode(wifi(nowMillis));
        }
        List<WifiSession> batch = new ArrayList<>(events);
        for (int i = 0; i < events; i++) {
            batch.add(wifi(nowMillis));
        }
        return ENCODER.encode(batch);
    }

    /** How every service of the kiosk is, in one message. */
    byte[] status(long nowMillis) {
        List<KioskEvent> batch = new ArrayList<>(SERVICES.length);
        for (Service service : SERVICES) {
            batch.add(new ServiceReport(next(nowMillis), service, ServiceReport.State.UP, ""));
        }
        return ENCODER.encode(batch);
    }

    /** One WiFi session that ended now. */
    public WifiSession wifi(long nowMillis) {
        return new WifiSession(
                next(nowMillis),
                random.nextInt(1, 7_200),
                random.nextLong(1_000, 200_000_000),
                random.nextLong(1_000, 20_000_000),
                random.nextInt(100) < 85 ? Network.OPEN : Network.PRIVATE);
    }

    /** How many there were. */
    long events() {
        return seq;
    }

    private EventId next(long nowMillis) {
        lastAt = Math.max(nowMillis, lastAt + 1);
        return new EventId(++seq, lastAt);
    }
}
