package org.curbline.status.usual;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;

/**
 * The hours of a week by a city's clocks, from 0, Monday after midnight, to 167. An hour that the clocks go through
 * twice is the same hour twice; one that they leave out does not come. Any thread.
 */
public final class WeekHours {
    public static final int COUNT = 168;
    public static final int A_DAY = 24;

    private static final long MILLIS = 3_600_000;
    /** The epoch was a Thursday. */
    private static final long EPOCH = 3 * A_DAY;

    private final ZoneId zone;
    private final ZoneRules rules;

    public WeekHours(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
    }

    public ZoneId zone() {
        return zone;
    }

    /** Which hour a moment is in. */
    public int at(long epochMillis) {
        return (int) Math.floorMod(Math.floorDiv(local(epochMillis), MILLIS) + EPOCH, (long) COUNT);
    }

    /** When the hour that a moment is in ends. */
    long endOf(long epochMillis) {
        return epochMillis + MILLIS - Math.floorMod(local(epochMillis), MILLIS);
    }

    private long local(long epochMillis) {
        return epochMillis + rules.getOffset(Instant.ofEpochMilli(epochMillis)).getTotalSeconds() * 1000L;
    }
}
