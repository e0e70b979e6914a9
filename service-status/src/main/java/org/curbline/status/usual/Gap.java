package org.curbline.status.usual;

/**
 * How surprising it is that nobody used a service for a while: the negative logarithm of the probability, if its level
 * were known. What is expected of an hour has a gamma distribution; so the probability that nobody comes when x are
 * expected is {@code (1 + x/n)^-n}, and those of the hours are multiplied. Not thread-safe.
 */
final class Gap {
    private static final double HOUR_MILLIS = 3_600_000;

    private final Expectation expected;
    private final WeekHours hours;
    private double surprise;
    /** Up to the hour that it is in, and what was expected in that. */
    private double beforeThisHour;

    private double ofThisHour;

    /** @param before what is surprising already */
    Gap(Expectation expected, WeekHours hours, double before) {
        this.expected = expected;
        this.hours = hours;
        this.surprise = before;
        this.beforeThisHour = before;
    }

    double surprise() {
        return surprise;
    }

    /**
     * Lets it go on until it is so surprising, or until a moment.
     *
     * @return when it ended
     */
    long goOn(long from, long until, double limit) {
        long at = from;
        while (at < until && surprise < limit) {
            int hour = hours.at(at);
            long endOfHour = hours.endOf(at);
            long end = Math.min(until, Math.min(endOfHour, expected.holdsUntil(at)));
            double perMilli = expected.perHour(hour) * expected.demandAt(at) / HOUR_MILLIS;
            double evidence = expected.evidence(hour);
            double uses = ofThisHour + perMilli * (end - at);
            double after = beforeThisHour + evidence * Math.log1p(uses / evidence);
            if (after >= limit) {
                double needed = evidence * Math.expm1((limit - beforeThisHour) / evidence) - ofThisHour;
                surprise = limit;
                return Math.min(end, at + (long) Math.ceil(needed / perMilli));
            }
            surprise = after;
            ofThisHour = uses;
            if (end == endOfHour) {
                beforeThisHour = after;
                ofThisHour = 0;
            }
            at = end;
        }
        return at;
    }
}
