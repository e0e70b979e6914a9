package org.curbline.store;

import java.time.Duration;

/**
 * For how long a store keeps what.
 *
 * @param points what kiosks said
 * @param history how services worked, state after state
 * @param rollups what was made from points: counts and sums, which outlive them
 */
public record Retention(Duration points, Duration history, Duration rollups) {
    /** Long enough to compare a month with the same of the year before. */
    private static final Duration USUAL_HISTORY = Duration.ofDays(400);
    /** Long enough to compare a year with the one before, and with the one before that. */
    private static final Duration USUAL_ROLLUPS = Duration.ofDays(5 * 366);

    /** Nothing goes before the points do. */
    public Retention {
        history = longer(points, history);
        rollups = longer(points, rollups);
    }

    /** History as long as points. */
    public Retention(Duration points, Duration rollups) {
        this(points, points, rollups);
    }

    /** The rest as long as is usual, or as long as the points if that is longer. */
    public static Retention of(Duration points) {
        return new Retention(points, USUAL_HISTORY, USUAL_ROLLUPS);
    }

    public Duration of(Measurement measurement) {
        return of(measurement.kept());
    }

    /** Likewise. */
    public Duration of(Measurement.Kept kept) {
        return switch (kept) {
            case POINTS -> points;
            case HISTORY -> history;
            case ROLLUPS -> rollups;
        };
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
