package org.curbline.simulator.kiosk;

import java.time.Duration;

/**
 * What a kiosk allows itself.
 *
 * @param spoolEvents events kept at most; a full spool takes no new ones, and what people do meanwhile is reported late
 * @param window messages on their way at most, whatever more the gateway allows
 * @param batchEvents events in one message when catching up
 * @param keepAlive the longest silence before a ping
 * @param patience how long the gateway is given to answer; twice as long after each time that it does not, up to
 *     sixteen times as long: a whole fleet that gives up a busy gateway and comes again keeps it busy
 * @param reconnectFirst the wait after the first lost connection
 * @param reconnectLongest the longest wait between two attempts
 */
public record KioskLimits(
        int spoolEvents,
        int window,
        int batchEvents,
        Duration keepAlive,
        Duration patience,
        Duration reconnectFirst,
        Duration reconnectLongest) {
    /** 1,000 events, 16 messages, batches of 100; pings after 30 s; waits 10 s; reconnects after 0.2 to 10 s. */
    public static final KioskLimits DEFAULT = new KioskLimits(
            1_000,
            16,
            100,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMillis(200),
            Duration.ofSeconds(10));

    public KioskLimits withPatience(Duration newPatience) {
        return new KioskLimits(
                spoolEvents, window, batchEvents, keepAlive, newPatience, reconnectFirst, reconnectLongest);
    }
}
