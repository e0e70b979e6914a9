package org.curbline.status.usual;

import java.util.Objects;
import java.util.stream.Stream;
import org.curbline.status.usual.LearntDay.OfFleet;
import org.jspecify.annotations.Nullable;

/** How a whole fleet uses one service. Not thread-safe. */
public final class FleetUse {
    /** Assumed while few kiosks are known: levels differ by as much as they are large. */
    private static final double LEVEL_SPREAD = 1;

    private static final double LEVEL_WEIGHT = 10;
    /** Assumed while few hours are known: an hour's use at one kiosk is off the fleet's by half. */
    private static final double HOUR_SPREAD = 0.25;

    private static final double HOUR_WEIGHT = 200;

    private final @Nullable OfFleet[] days = new OfFleet[WeekHours.COUNT / WeekHours.A_DAY];
    private final double[] perHour = new double[WeekHours.COUNT];
    private final Demand demand = new Demand();
    private double levelShape = 1 / LEVEL_SPREAD;
    private double hourShape = 1 / HOUR_SPREAD;
    private double emptyShare;

    /** Takes what was learnt of a day, in place of what was known of it. */
    public void learn(LearntDay learnt) {
        int day = learnt.day().getValue() - 1;
        days[day] = learnt.fleet();
        for (int hour = 0; hour < WeekHours.A_DAY; hour++) {
            perHour[day * WeekHours.A_DAY + hour] = learnt.fleet().perHour().get(hour);
        }
        levelShape = levelShape(known().map(OfFleet::levels).reduce(Spread.NONE, Spread::plus));
        hourShape =
                known().map(OfFleet::hours).reduce(Spread.NONE, Spread::plus).shape(HOUR_SPREAD, HOUR_WEIGHT);
        double uses = known().mapToDouble(OfFleet::uses).sum();
        emptyShare = uses > 0 ? known().mapToDouble(OfFleet::empty).sum() / uses : 0;
    }

    private Stream<OfFleet> known() {
        return Stream.of(days).filter(Objects::nonNull);
    }

    /** Uses of one kiosk in an hour of the week, on average; 0 if nothing is known of that hour. */
    double perHour(int weekHour) {
        return perHour[weekHour];
    }

    static double levelShape(Spread levels) {
        return levels.shape(LEVEL_SPREAD, LEVEL_WEIGHT);
    }

    /** Shape of the gamma distribution of kiosks' levels, whose mean is 1. */
    double levelShape() {
        return levelShape;
    }

    /** Shape of the gamma distribution of a kiosk's hours around its level times the fleet's hour. */
    double hourShape() {
        return hourShape;
    }

    /**
     * A quarter of an hour is over.
     *
     * @param quarter the one that begins, counted from the epoch
     * @param kiosks whose service worked in the one that is over
     * @param expected uses expected of them
     * @param uses of them
     */
    public void quarter(long quarter, int kiosks, double expected, long uses) {
        demand.begin(quarter, kiosks, expected, uses);
    }

    Demand demand() {
        return demand;
    }

    /** The share of uses that carry nothing. */
    double emptyShare() {
        return emptyShare;
    }
}
