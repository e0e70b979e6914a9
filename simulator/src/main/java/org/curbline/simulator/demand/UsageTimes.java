package org.curbline.simulator.demand;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.SplittableRandom;

/** When one kind of use ends, again and again: a Poisson process whose rate follows the local hour and day. */
final class UsageTimes {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final double MILLIS_PER_DAY = 86_400_000;

    private final double perMilli;
    private final boolean followsWeekdays;
    private long hourEnd = Long.MIN_VALUE;
    private double rate;

    /**
     * @param perDay how often on an average day
     * @param followsWeekdays whether the day of the week matters, as it does for calls
     */
    UsageTimes(double perDay, boolean followsWeekdays) {
        this.perMilli = perDay / MILLIS_PER_DAY;
        this.followsWeekdays = followsWeekdays;
    }

    /** The next time after one. Times must be asked for in order. */
    long after(long millis, SplittableRandom random) {
        double wait = -Math.log(1 - random.nextDouble());
        double at = millis;
        while (true) {
            if (at >= hourEnd) {
                enterHour((long) at);
            }
            double untilHourEnd = (hourEnd - at) * rate;
            if (wait < untilHourEnd) {
                return Math.max(millis + 1, (long) (at + wait / rate));
            }
            wait -= untilHourEnd;
            at = hourEnd;
        }
    }

    private void enterHour(long millis) {
        ZonedDateTime local = Instant.ofEpochMilli(millis).atZone(NEW_YORK);
        hourEnd = millis - Math.floorMod(millis, 3_600_000L) + 3_600_000L;
        rate = perMilli * Calibration.hourFactor(local.getHour());
        if (followsWeekdays) {
            rate *= Calibration.callFactor(local.getDayOfWeek());
        }
    }
}
