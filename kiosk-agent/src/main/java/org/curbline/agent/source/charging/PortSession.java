package org.curbline.agent.source.charging;

import org.jspecify.annotations.Nullable;

/**
 * The sessions at one port, from its power: one begins when the power has been at least so much for a while, and ends
 * when it has been less than another, smaller one for a while. So neither a plug that is wiggled nor a phone that sips
 * makes many of one. One thread at a time.
 */
final class PortSession {
    /** Between two readings further apart than this nobody knows what flowed. */
    private static final long LONGEST_GAP_MILLIS = 30_000;

    private static final double MILLIJOULES_A_MILLIWATT_HOUR = 3_600;

    private final Thresholds thresholds;
    private boolean isOpen;
    private long beganMillis = -1;
    private long lastFlowMillis;
    private long readMillis = -1;
    private long readMilliwatts;
    private double millijoules;
    private double untilLastFlow;

    PortSession(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    boolean isOpen() {
        return isOpen;
    }

    /**
     * A reading.
     *
     * @return a session that is over with it; null if none is
     */
    @Nullable
    Charged read(long milliwatts, long nowMillis) {
        long passed = nowMillis - readMillis;
        if (readMillis >= 0 && (passed < 0 || passed > LONGEST_GAP_MILLIS)) {
            Charged over = end();
            begin(milliwatts, nowMillis);
            return over;
        }
        if (readMillis >= 0 && beganMillis >= 0) {
            millijoules += (double) (readMilliwatts + milliwatts) / 2 * passed / 1_000;
        }
        begin(milliwatts, nowMillis);
        boolean flows = milliwatts >= (isOpen ? thresholds.untilMilliwatts : thresholds.fromMilliwatts);
        if (flows) {
            lastFlowMillis = nowMillis;
            untilLastFlow = millijoules;
            isOpen |= nowMillis - beganMillis >= thresholds.holdMillis;
            return null;
        }
        if (!isOpen) {
            forget();
            return null;
        }
        return nowMillis - lastFlowMillis >= thresholds.holdMillis ? end() : null;
    }

    /**
     * Nothing can be read.
     *
     * @return the session that is over, if that has been so for too long
     */
    @Nullable
    Charged unread(long nowMillis) {
        return readMillis >= 0 && nowMillis - readMillis > LONGEST_GAP_MILLIS ? end() : null;
    }

    /** Whatever goes on is over. */
    @Nullable
    Charged end() {
        Charged over = isOpen
                ? new Charged(
                        lastFlowMillis,
                        (lastFlowMillis - beganMillis) / 1_000,
                        Math.round(untilLastFlow / MILLIJOULES_A_MILLIWATT_HOUR))
                : null;
        forget();
        readMillis = -1;
        return over;
    }

    private void begin(long milliwatts, long nowMillis) {
        readMillis = nowMillis;
        readMilliwatts = milliwatts;
        if (beganMillis < 0 && milliwatts >= thresholds.fromMilliwatts) {
            beganMillis = nowMillis;
            lastFlowMillis = nowMillis;
        }
    }

    private void forget() {
        isOpen = false;
        beganMillis = -1;
        millijoules = 0;
        untilLastFlow = 0;
    }

    /** @param holdMillis for how long the power must be above one, or below the other */
    record Thresholds(long fromMilliwatts, long untilMilliwatts, long holdMillis) {}

    /** @param endMillis when power last flowed */
    record Charged(long endMillis, long seconds, long milliwattHours) {}
}
