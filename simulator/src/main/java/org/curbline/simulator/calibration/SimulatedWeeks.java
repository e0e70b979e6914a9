package org.curbline.simulator.calibration;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.curbline.demand.UsagePlan;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;

/**
 * The use of several cities, each made of another seed, so that no single one's chance decides. The weeks of each
 * follow those of the one before.
 *
 * @param cities how many
 * @param weeks how many for each city
 * @param kiosks of each city
 * @param seed of the first city; that of the next is one more
 */
public record SimulatedWeeks(int cities, int weeks, int kiosks, long seed) {
    /** As many kiosks as New York had in the summer of 2025. */
    public static final int NEW_YORK = 2_237;

    private static final int WEEK = 7;
    private static final LocalDate LAST_DAY = LocalDate.of(2025, 9, 27); // a Saturday

    /** Enough that every figure's chance is well within its tolerance. */
    public static SimulatedWeeks usual(long seed) {
        return new SimulatedWeeks(8, 4, NEW_YORK, seed);
    }

    int days() {
        return weeks * WEEK;
    }

    int all() {
        return weeks * cities;
    }

    /** The first day of a city's weeks. */
    LocalDate firstDay(int city) {
        return LAST_DAY.plusDays(1).minusDays((long) (cities - city) * days());
    }

    /** What each kiosk of a city comes to; on all processors. */
    List<KioskUse> use(int city, UsagePlan plan) {
        List<KioskSite> sites = SyntheticCity.of(kiosks, seed + city);
        LocalDate first = firstDay(city);
        long start = first.atStartOfDay(plan.zone()).toInstant().toEpochMilli();
        long[] dayEnds = IntStream.rangeClosed(1, days())
                .mapToLong(day -> first.plusDays(day)
                        .atStartOfDay(plan.zone())
                        .toInstant()
                        .toEpochMilli())
                .toArray();
        return sites.parallelStream()
                .map(site -> KioskUse.of(site, plan, seed + city, start, dayEnds))
                .toList();
    }

    /** Of all cities. */
    List<List<KioskUse>> use(UsagePlan plan) {
        List<List<KioskUse>> all = new ArrayList<>();
        for (int city = 0; city < cities; city++) {
            all.add(use(city, plan));
        }
        return all;
    }
}
