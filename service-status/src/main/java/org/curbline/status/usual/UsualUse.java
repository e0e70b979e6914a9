package org.curbline.status.usual;

import java.time.DayOfWeek;
import org.jspecify.annotations.Nullable;

/**
 * How one service of one kiosk is usually used: its own counts, in a byte each, beside the fleet's. A kiosk of which
 * nothing is known yet is expected to be used like the others, whoever they are. Not thread-safe.
 */
public final class UsualUse {
    private static final int DAYS = WeekHours.COUNT / WeekHours.A_DAY;
    private static final int WEEKS = WeekHours.COUNT;
    private static final int EMPTY = WEEKS + DAYS;
    private static final byte[] NOTHING = new byte[EMPTY + DAYS];

    private final FleetUse fleet;
    /** Of each hour its uses; of each day how often its hours were learnt from, and the uses that carried nothing. */
    private byte[] learnt = NOTHING;

    public UsualUse(FleetUse fleet) {
        this.fleet = fleet;
    }

    /**
     * Takes what was learnt of a day, in place of what was known of it.
     *
     * @param ofDay what {@link LearntDay#kiosks} has of this kiosk; null if that is nothing
     */
    public void learn(DayOfWeek day, byte @Nullable [] ofDay) {
        if (ofDay == null && learnt == NOTHING) {
            return;
        }
        if (learnt == NOTHING) {
            learnt = new byte[EMPTY + DAYS];
        }
        int index = day.getValue() - 1;
        byte[] known = ofDay == null ? new byte[LearntDay.BYTES] : ofDay;
        System.arraycopy(known, 0, learnt, index * WeekHours.A_DAY, WeekHours.A_DAY);
        learnt[WEEKS + index] = known[LearntDay.WEEKS];
        learnt[EMPTY + index] = known[LearntDay.EMPTY];
    }

    /** Uses to be expected in an hour of the week. */
    public double perHour(int weekHour) {
        return expectation().perHour(weekHour);
    }

    /** What is to be expected, by all that is known now. */
    Expectation expectation() {
        double uses = 0;
        double ofFleet = 0;
        for (int hour = 0; hour < WeekHours.COUNT; hour++) {
            double times = times(hour);
            uses += seen(hour) * times;
            ofFleet += fleet.perHour(hour) * times;
        }
        double evidence = fleet.levelShape() + uses;
        double level = evidence / (fleet.levelShape() + ofFleet);
        double empty = 0;
        for (int day = 0; day < DAYS; day++) {
            empty += Magnitude.value(learnt[EMPTY + day]);
        }
        return new Expectation(this, level, evidence, uses, Math.min(uses, empty));
    }

    FleetUse fleet() {
        return fleet;
    }

    /** How often an hour of the week was learnt from; 0 if it never was. */
    double times(int weekHour) {
        return learnt[weekHour] == Magnitude.UNKNOWN ? 0 : Magnitude.value(learnt[WEEKS + weekHour / WeekHours.A_DAY]);
    }

    /** How often it was used in such an hour, on average. */
    double seen(int weekHour) {
        return Magnitude.value(learnt[weekHour]);
    }
}
