package org.curbline.simulator.kiosk;

import java.time.Duration;

/**
 * When a kiosk pings its gateway, and when it gives up one that says nothing. Patience doubles from one gateway that
 * was given up to the next, until one acknowledges something. Times in milliseconds. Not thread-safe.
 */
final class KeepAlive {
    private static final int MOST_PATIENCE = 16;

    private final long usualPatience;
    private long patience;
    private long lastSent;
    private long lastHeard;
    private long pingedAt;
    private boolean pinging;

    KeepAlive(Duration patience) {
        this.usualPatience = patience.toMillis();
        this.patience = usualPatience;
    }

    /** How long to wait for a gateway that does not answer. */
    long patience() {
        return patience;
    }

    /** A connection is ready. */
    void begin(long now) {
        heard(now);
        lastSent = now;
    }

    void sent(long now) {
        lastSent = now;
    }

    void heard(long now) {
        pinging = false;
        lastHeard = now;
    }

    void pinged(long now) {
        pinging = true;
        pingedAt = now;
        lastSent = now;
    }

    void acknowledged() {
        patience = usualPatience;
    }

    void gaveUp() {
        patience = Math.min(MOST_PATIENCE * usualPatience, 2 * patience);
    }

    /**
     * What is due: a ping when one side has been silent for half the keep-alive.
     *
     * @param limit the keep-alive; 0 for none
     */
    Due due(long now, long limit) {
        if (limit == 0) {
            return Due.NOTHING;
        }
        if (pinging) {
            return now - pingedAt > patience && now - lastHeard > patience ? Due.GIVE_UP : Due.NOTHING;
        }
        return now - Math.min(lastSent, lastHeard) > limit / 2 ? Due.PING : Due.NOTHING;
    }

    /** What to do about a connection. */
    enum Due {
        NOTHING,
        PING,
        GIVE_UP
    }
}
