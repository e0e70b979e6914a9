package org.curbline.status.usual;

/**
 * How much true rates differ beyond what chance does to counts: the squared coefficient of variation, estimated by
 * moments. A count of mean m that varies so has the variance m + m^2 * spread.
 *
 * @param excess sum of what the squared deviations of counts are above their means
 * @param squares sum of the squared means
 * @param counts how many counts there were
 */
record Spread(double excess, double squares, double counts) {
    static final Spread NONE = new Spread(0, 0, 0);

    private static final double LEAST = 1e-4;

    Spread plus(double mean, double count) {
        double deviation = count - mean;
        return new Spread(excess + deviation * deviation - mean, squares + mean * mean, counts + 1);
    }

    Spread plus(Spread other) {
        return new Spread(excess + other.excess, squares + other.squares, counts + other.counts);
    }

    /**
     * The shape of the gamma distribution that the rates come from.
     *
     * @param assumed the spread to assume without any counts
     * @param weight how many counts that is worth
     */
    double shape(double assumed, double weight) {
        double seen = squares > 0 ? excess / squares : assumed;
        return 1 / Math.max(LEAST, (seen * counts + assumed * weight) / (counts + weight));
    }
}
