package org.curbline.store;

import java.time.Duration;

/**
 * For how long a store keeps what.
 *
 * @param points what kiosks said
 * @param rollups what was made from it: counts and sums, which outlive the points
 */
public record Retention(Duration points, Duration rollups) {
    /** Long enough to compare a year with the one before, and with the one before that. */
    private static final Duration USUAL_ROLLUPS = Duration.ofDays(5 * 366);

    /** Rollups for five years, or as long as the points if that is longer. */
    public static Retention of(Duration points) {
        return of(points, USUAL_ROLLUPS);
    }

    /** Rollups so long, or as long as the points if that is longer. */
    public static Retention of(Duration points, Duration rollups) {
        return new Retention(points, points.compareTo(rollups) > 0 ? points : rollups);
    }

    public Duration of(Measurement measurement) {
        return measurement.isRollup() ? rollups : points;
    }
}
