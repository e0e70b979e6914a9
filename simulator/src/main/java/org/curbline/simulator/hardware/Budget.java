package org.curbline.simulator.hardware;

/** What a processor can still send, at so many events a second and never more than those of one second at once. */
public final class Budget {
    private static final double SECOND = 1_000;

    private final double perSecond;
    private double left;
    private long atMillis = Long.MIN_VALUE;

    public Budget(double perSecond) {
        this.perSecond = perSecond;
    }

    /**
     * Whether there is nothing left at a moment.
     *
     * @param nowMillis real time
     */
    public boolean isSpent(long nowMillis) {
        if (atMillis == Long.MIN_VALUE) {
            left = perSecond;
        } else {
            left = Math.min(perSecond, left + Math.max(0, nowMillis - atMillis) / SECOND * perSecond);
        }
        atMillis = nowMillis;
        return left < 1;
    }

    /** So many more are sent; it may go below nothing by the last message. */
    public void spend(int events) {
        left -= events;
    }
}
