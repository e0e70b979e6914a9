package org.curbline.simulator.calibration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.curbline.simulator.city.KioskSite;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.DrawnFaults;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.FaultPlan;

/** The hours that kiosks are down in each of many months, by the faults that are drawn for them. */
final class Outages {
    private static final String SOURCE = "July 2018, access points";
    private static final long START = Instant.parse("2025-01-01T05:00:00Z").toEpochMilli();
    private static final Duration MONTH = Duration.ofDays(30);
    private static final int MONTHS = 60;
    private static final double HOUR = Duration.ofHours(1).toMillis();

    private final List<Double> hours = new ArrayList<>();

    private Outages() {}

    static List<Figure> figures(SimulatedWeeks weeks) {
        Outages outages = new Outages();
        FaultPlan plan = new DrawnFaults(Set.of(FaultKind.DEAD), 1);
        for (KioskSite site : SyntheticCity.of(weeks.kiosks(), weeks.seed())) {
            outages.add(plan.of(site.id(), weeks.seed(), START));
        }
        return outages.figures();
    }

    private void add(Iterator<Fault> faults) {
        double[] down = new double[MONTHS];
        for (int month = 0; month < MONTHS; ) {
            Fault fault = faults.next();
            month = (int) ((fault.fromMillis() - START) / MONTH.toMillis());
            if (month < MONTHS) {
                down[month] += (fault.toMillis() - fault.fromMillis()) / HOUR;
            }
        }
        for (double each : down) {
            hours.add(each);
        }
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        figures.add(share("kiosks without an hour down in a month, %", 53.7, -1, 0));
        figures.add(share("kiosks down for 1 hour, %", 37.2, 0, 1.5));
        figures.add(share("kiosks down for 2 to 6 hours, %", 3.1, 1.5, 6.5));
        figures.add(share("kiosks down for 7 to 24 hours, %", 1.1, 6.5, 24.5));
        figures.add(share("kiosks down for 25 to 168 hours, %", 1.7, 24.5, 168.5));
        figures.add(share("kiosks down for 169 to 372 hours, %", 1.3, 168.5, 372.5));
        figures.add(share("kiosks down for more than 372 hours, %", 1.8, 372.5, 1e9));
        double sum = hours.stream().mapToDouble(each -> each).sum();
        double worst = hours.stream()
                .sorted(Comparator.reverseOrder())
                .limit(hours.size() / 20)
                .mapToDouble(each -> each)
                .sum();
        figures.add(new Figure("downtime at the worst 5 % of kiosks, %", SOURCE, 96, 100 * worst / sum, Figure.KIOSKS));
        double down = 100 * sum / hours.size() / MONTH.toHours();
        figures.add(new Figure("mean downtime, %", SOURCE, 100 - 97.9, down, Figure.KIOSKS));
        return figures;
    }

    /** Of more than the one and at most the other number of hours. */
    private Figure share(String name, double published, double moreThan, double atMost) {
        long some =
                hours.stream().filter(each -> each > moreThan && each <= atMost).count();
        return new Figure(name, SOURCE, published, 100.0 * some / hours.size(), Figure.KIOSKS);
    }
}
