package org.curbline.status.usual;

/**
 * How improbable something must be before a kiosk's word is doubted: so that a service that works is suspected fewer
 * times a year than a bound, by both tests together. Pure; any thread.
 *
 * @param hours by whose clocks use has its hours
 * @param falsePerYear false suspicions of one service of one kiosk in a year that are put up with; with 0 nothing is
 *     ever doubted
 */
public record Doubt(WeekHours hours, double falsePerYear) {
    /** A person for whom something does not work tries again; nobody tries that often. */
    static final int LEAST_EMPTY_RUN = 5;

    private static final int TESTS = 2;

    /** Whether there can be any. */
    public boolean isPossible() {
        return falsePerYear > 0;
    }

    /**
     * How surprising a gap must be, as the negative logarithm of its probability for a known rate, when the rate is
     * only estimated. Every use of a year begins a gap, so one may have the probability of the bound by the number of
     * uses. A rate that was learnt from n uses is itself uncertain (a gamma distribution of shape n), which makes long
     * gaps likelier than an exponential distribution says: they have Lomax's, {@code (1 + s/n)^-n}.
     *
     * @param evidence n
     * @param usesPerYear expected
     * @return infinity if no gap is improbable enough
     */
    double surprisingGap(double evidence, double usesPerYear) {
        double chances = usesPerYear * TESTS / falsePerYear;
        return chances <= 1 ? Double.POSITIVE_INFINITY : evidence * Math.expm1(Math.log(chances) / evidence);
    }

    /**
     * Whether so many uses in a row that carried nothing are improbable, when of those that were learnt from so many
     * did: a run has the probability of the beta-binomial distribution.
     *
     * @param empty of those learnt from, more than 0
     * @param full of those learnt from, more than 0
     */
    boolean isSurprisingRun(int run, double empty, double full, double usesPerYear) {
        if (run < LEAST_EMPTY_RUN || !isPossible()) {
            return false;
        }
        double expected = usesPerYear; // runs of this length in a year
        for (int i = 0; i < run; i++) {
            expected *= (empty + i) / (empty + full + i);
        }
        return expected <= falsePerYear / TESTS;
    }
}
