package org.curbline.status.usual;

import java.time.DayOfWeek;
import java.util.List;
import java.util.Map;
import org.curbline.protocol.Service;

/**
 * What was learnt of the hours of one day of the week, of one service. Not changed after it is made.
 *
 * @param kiosks of each kiosk by its id: 24 mean uses in an hour, the mean number of such hours they are learnt from,
 *     the uses that carried nothing, each a {@link Magnitude}
 */
public record LearntDay(Service service, DayOfWeek day, OfFleet fleet, Map<String, byte[]> kiosks) {
    static final int WEEKS = WeekHours.A_DAY;
    static final int EMPTY = WeekHours.A_DAY + 1;
    static final int BYTES = WeekHours.A_DAY + 2;

    /** Whether there was any use. */
    public boolean isAnythingKnown() {
        return fleet.uses > 0;
    }

    /**
     * The fleet as a whole.
     *
     * @param perHour uses of one kiosk in each hour; 0 where nothing is known
     * @param levels how much kiosks differ in how much they are used
     * @param hours how much they differ beyond that in when
     * @param uses that were learnt from
     * @param empty those of them that carried nothing
     */
    record OfFleet(List<Double> perHour, Spread levels, Spread hours, double uses, double empty) {}
}
