package org.curbline.demand;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.SplittableRandom;
import org.curbline.demand.UsagePlan.Surge;

/** When one kind of use ends, again and again: a Poisson process whose rate follows the local hour and day. */
final class UsageTimes {
    /** A time that never comes; far enough from overflow that something may be added. */
    static final long NEVER = Long.MAX_VALUE / 2;

    private static final double MILLIS_PER_DAY = 86_400_000;
    private static final double LOOKED_AHEAD = (double) Duration.ofDays(400).toMillis();

    private final double perMilli;
    private final boolean followsDays;
    private final ZoneId zone;
    private final List<Surge> surges;
    private long stretchEnd = Long.MIN_VALUE;
    private double rate;

    /**
     * @param perDay how often on an average day
     * @param followsDays whether the day of the week and of the month matters, as it does for calls
     * @param surges those that touch it
     */
    UsageTimes(double perDay, boolean followsDays, ZoneId zone, List<Surge> surges) {
        this.perMilli = perDay / MILLIS_PER_DAY;
        this.followsDays = followsDays;
        this.zone = zone;
        this.surges = surges;
    }

    /** The next time after one, or {@link #NEVER}. Times must be asked for in order. */
    long after(long millis, SplittableRandom random) {
        double wait = -StrictMath.log(1 - random.nextDouble());
        double at = millis;
        while (at < millis + LOOKED_AHEAD) {
            if (at >= stretchEnd) {
                enterStretch((long) at);
            }
            double untilEnd = (stretchEnd - at) * rate;
            if (wait < untilEnd) {
                return Math.max(millis + 1, (long) (at + wait / rate));
            }
            wait -= untilEnd;
            at = stretchEnd;
        }
        return NEVER;
    }

    /** Until the hour ends, or something unusual begins or does. */
    private void enterStretch(long millis) {
        ZonedDateTime local = Instant.ofEpochMilli(millis).atZone(zone);
        stretchEnd = millis - Math.floorMod(millis, 3_600_000L) + 3_600_000L;
        rate = perMilli * Calibration.hourFactor(local.getHour());
        if (followsDays) {
            rate *= Calibration.callFactor(local.toLocalDate());
        }
        for (Surge surge : surges) {
            rate *= surge.factorAt(millis, local.getHour());
            stretchEnd = Math.min(stretchEnd, surge.nextEdge(millis));
        }
    }
}
