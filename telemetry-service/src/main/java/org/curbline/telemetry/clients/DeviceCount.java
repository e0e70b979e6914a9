package org.curbline.telemetry.clients;

/**
 * How many different devices there were, about. A device cannot be known again once the salt has changed, so over
 * several weeks each is counted once a week.
 *
 * @param least with 95 % certainty they were so many at least
 * @param most and so many at most
 * @param leftOut sketches that could not be merged with the rest: of another salt than their week's, or damaged
 * @param weeks how many weeks, each with devices of its own, were added up
 */
public record DeviceCount(long estimate, long least, long most, long leftOut, int weeks) {
    /** Devices of other weeks added. Errors of different weeks have nothing to do with each other. */
    DeviceCount plus(DeviceCount other) {
        long sum = estimate + other.estimate;
        return new DeviceCount(
                sum,
                sum - together(estimate - least, other.estimate - other.least),
                sum + together(most - estimate, other.most - other.estimate),
                leftOut + other.leftOut,
                weeks + other.weeks);
    }

    private static long together(long error, long other) {
        return Math.round(Math.hypot((double) error, (double) other));
    }
}
