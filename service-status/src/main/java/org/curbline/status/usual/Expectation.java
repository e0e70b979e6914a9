package org.curbline.status.usual;

/**
 * The use to be expected of one service of one kiosk. Its level, and each hour around its level times the fleet's hour,
 * are drawn towards what the fleet does, the less the more was seen of this kiosk: the means of gamma distributions
 * after Poisson counts.
 */
final class Expectation {
    private static final double WEEKS_A_YEAR = 365.2425 / 7;
    /** What the fleet's share of empty uses is worth beside a kiosk's own, in uses. */
    private static final double EMPTY_WEIGHT = 20;
    /** One use that carried nothing, and one that did, are always thought possible. */
    private static final double POSSIBLE = 0.5;

    private final UsualUse use;
    private final double level;
    private final double evidence;
    private final double uses;
    private final double emptyUses;

    /**
     * @param level this kiosk's use by the fleet's
     * @param evidence shape of the distribution of that level
     * @param uses that were learnt from
     * @param emptyUses those of them that carried nothing
     */
    Expectation(UsualUse use, double level, double evidence, double uses, double emptyUses) {
        this.use = use;
        this.level = level;
        this.evidence = evidence;
        this.uses = uses;
        this.emptyUses = emptyUses;
    }

    /** Uses expected in an hour of the week; 0 if nothing is known of it. */
    double perHour(int weekHour) {
        double usual = level * use.fleet().perHour(weekHour);
        if (usual <= 0) {
            return 0;
        }
        double shape = use.fleet().hourShape();
        double times = use.times(weekHour);
        return usual * (shape + use.seen(weekHour) * times) / (shape + usual * times);
    }

    /** How much the fleet is used at a moment, by what is usual. */
    double demandAt(long epochMillis) {
        return use.fleet().demand().factorAt(epochMillis);
    }

    /** Until when {@link #demandAt} says the same. */
    long holdsUntil(long epochMillis) {
        return use.fleet().demand().holdsUntil(epochMillis);
    }

    /** How well the hour is known, beyond the level: the shape of the distribution of its use. */
    double evidence(int weekHour) {
        return use.fleet().hourShape() + use.seen(weekHour) * use.times(weekHour);
    }

    /** How well the level is known. */
    double evidence() {
        return evidence;
    }

    double perYear() {
        double week = 0;
        for (int hour = 0; hour < WeekHours.COUNT; hour++) {
            week += perHour(hour);
        }
        return week * WEEKS_A_YEAR;
    }

    /** Whether so many uses in a row that carry nothing are improbable. */
    boolean isSurprisingRun(int run, Doubt doubt) {
        double share = use.fleet().emptyShare();
        double empty = POSSIBLE + EMPTY_WEIGHT * share + emptyUses;
        double full = POSSIBLE + EMPTY_WEIGHT * (1 - share) + uses - emptyUses;
        return doubt.isSurprisingRun(run, empty, full, perYear());
    }

    /** How surprising a gap without use must be. */
    double surprisingGap(Doubt doubt) {
        return doubt.surprisingGap(evidence, perYear());
    }
}
