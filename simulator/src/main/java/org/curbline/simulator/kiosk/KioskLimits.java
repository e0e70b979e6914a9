package org.curbline.simulator.kiosk;

import java.time.Duration;

/**
 * What a kiosk allows itself.
 *
 * @param spoolEvents events kept at most; a full spool takes no new ones, and what people do meanwhile is reported late
 * @param window messages on their way at most, whatever more the gateway allows
 * @param batchEvents events in one message when catching up
 * @param keepAlive the longest silence before a ping
 * @param reconnectFirst the wait after the first lost connection
 * @param reconnectLongest the longest wait between two attempts
 */
public record KioskLimits(
        int spoolEvents,
        int window,
        int batchEvents,
        Duration keepAlive,
        Duration reconnectFirst,
        Duration reconnectLongest) {
    /** 1,000 events, 16 messages, batches of 100; pings after 30 s; reconnects after 0.2 to 10 s. */
    public static final KioskLimits DEFAULT =
            new KioskLimits(1_000, 16, 100, Duration.ofSeconds(30), Duration.ofMillis(200), Duration.ofSeconds(10));
}
