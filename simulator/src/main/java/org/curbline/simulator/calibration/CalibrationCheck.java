package org.curbline.simulator.calibration;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.curbline.demand.Borough;
import org.curbline.demand.UsagePlan;

/**
 * What New York published, beside what simulated weeks come to. Two regimes are mixed where one alone says nothing:
 * levels are those of 2025, and how kiosks differ is that of 2018, as a ratio.
 */
public final class CalibrationCheck {
    private static final String WIFI_2025 = "nxmt-wszr, 13 weeks to 2025-09-28";
    private static final String KIOSKS_2018 = "July 2018, access points";
    private static final String CALLS_2025 = "operator, 2025";
    private static final String BENEFITS = "calls to the benefits line, 2018";
    private static final double MEAN_2018 = 51_615; // 1,665 a day
    private static final double MEGA = 1e6;
    private static final double TERA = 1e12;
    private static final double MONTH_DAYS = 365.2425 / 12;

    private final SimulatedWeeks weeks;
    private final List<KioskUse> uses = new ArrayList<>();
    private final CallDays calls = new CallDays();
    /** In the first week of each city, added up. */
    private double clients;

    private CalibrationCheck(SimulatedWeeks weeks, UsagePlan plan) {
        this.weeks = weeks;
        List<List<KioskUse>> cities = weeks.use(plan);
        for (int city = 0; city < cities.size(); city++) {
            uses.addAll(cities.get(city));
            clients += Distinct.of(cities.get(city).stream()
                            .flatMapToLong(use -> Arrays.stream(use.devices))
                            .toArray())
                    .length;
            for (int day = 0; day < weeks.days(); day++) {
                int of = day;
                calls.add(
                        weeks.firstDay(city).plusDays(day),
                        cities.get(city).stream()
                                .mapToLong(use -> use.calls[of])
                                .sum());
            }
        }
    }

    /** All figures; blocks while the weeks are simulated. */
    public static List<Figure> figures(SimulatedWeeks weeks, UsagePlan plan) {
        CalibrationCheck check = new CalibrationCheck(weeks, plan);
        List<Figure> figures = new ArrayList<>();
        check.wifi(figures);
        check.kiosks(figures);
        check.boroughs(figures);
        check.calls(figures);
        check.tablet(figures);
        figures.addAll(Outages.figures(weeks));
        return figures;
    }

    private void wifi(List<Figure> figures) {
        double sessions = sum(use -> use.sessions);
        double bytes = sum(use -> use.down + use.up);
        double fleet = (double) SimulatedWeeks.NEW_YORK / weeks.kiosks() / weeks.all();
        double kioskDays = (double) uses.size() * weeks.days();
        double seconds = sum(use -> use.seconds);
        figures.add(total("WiFi sessions a week of 2,237 kiosks", 3_438_567, sessions * fleet));
        figures.add(total("unique WiFi clients a week of 2,237 kiosks", 219_303, clients * fleet * weeks.weeks()));
        figures.add(total("WiFi sessions a kiosk and day", 220, sessions / kioskDays));
        figures.add(total("WiFi terabytes a week", 139.3, bytes * fleet / TERA));
        figures.add(total("WiFi gigabytes a kiosk and day", 8.9, bytes / kioskDays / 1000 / MEGA));
        figures.add(total("WiFi megabytes a session", 40.5, bytes / sessions / MEGA));
        figures.add(total("WiFi share that goes up, %", 13.4, 100 * sum(use -> use.up) / bytes));
        figures.add(total("WiFi seconds a session", 1_968, seconds / sessions));
        figures.add(total("WiFi sessions at once at a kiosk", 5, seconds / kioskDays / 86_400));
    }

    private static Figure total(String name, double published, double simulated) {
        return new Figure(name, WIFI_2025, published, simulated, Figure.TOTAL);
    }

    private void kiosks(List<Figure> figures) {
        double[] sorted =
                uses.stream().mapToDouble(use -> use.sessions).sorted().toArray();
        double mean = Arrays.stream(sorted).average().orElse(Double.NaN);
        double[] ranks = {0.05, 0.25, 0.5, 0.75, 0.9, 0.99};
        double[] published = {13_316, 26_866, 41_295, 64_403, 97_729, 203_322};
        for (int i = 0; i < ranks.length; i++) {
            String name = "WiFi sessions of a kiosk over the mean, p" + Math.round(100 * ranks[i]);
            figures.add(kiosk(name, KIOSKS_2018, published[i] / MEAN_2018, quantile(sorted, ranks[i]) / mean));
        }
        double[] logs =
                Arrays.stream(sorted).filter(each -> each > 0).map(Math::log).toArray();
        double meanLog = Arrays.stream(logs).average().orElse(Double.NaN);
        double variance = Arrays.stream(logs)
                .map(each -> (each - meanLog) * (each - meanLog))
                .average()
                .orElse(Double.NaN);
        figures.add(kiosk("WiFi sessions of a kiosk, sigma of the logarithm", KIOSKS_2018, 0.68, Math.sqrt(variance)));
    }

    private void boroughs(List<Figure> figures) {
        double manhattan = perKiosk(Borough.MANHATTAN);
        for (Borough borough : Borough.values()) {
            if (borough != Borough.MANHATTAN) {
                double published =
                        switch (borough) {
                            case MANHATTAN -> 1_824;
                            case BRONX -> 3_047;
                            case BROOKLYN -> 1_593;
                            case QUEENS -> 1_436;
                            case STATEN_ISLAND -> 438;
                        };
                String name = "WiFi sessions of a kiosk, " + borough.title() + " over Manhattan";
                figures.add(kiosk(name, KIOSKS_2018, published / 1_824, perKiosk(borough) / manhattan));
            }
        }
    }

    private double perKiosk(Borough borough) {
        return uses.stream()
                .filter(use -> use.borough == borough)
                .mapToDouble(use -> use.sessions)
                .average()
                .orElse(Double.NaN);
    }

    private void calls(List<Figure> figures) {
        double perDay = calls.mean() / weeks.kiosks();
        double perMonth = perDay * SimulatedWeeks.NEW_YORK * MONTH_DAYS;
        figures.add(new Figure("calls a month of 2,237 kiosks", CALLS_2025, 473_000, perMonth, Figure.TOTAL));
        figures.add(new Figure("calls a kiosk and day", CALLS_2025, 7, perDay, Figure.TOTAL));
        double longest = uses.stream().mapToLong(use -> use.longestCall).max().orElse(0) / 60.0;
        figures.add(new Figure("longest call, minutes", "operator", 55, longest, 0));
        double[] published = {1.08, 1.11, 1.08, 1.12, 1.06, 0.86, 0.70};
        for (DayOfWeek day : DayOfWeek.values()) {
            String name = "calls on a " + day.getDisplayName(TextStyle.FULL, Locale.ENGLISH) + " over the mean";
            figures.add(new Figure(name, BENEFITS, published[day.getValue() - 1], calls.factor(day), Figure.DAYS));
        }
        figures.add(new Figure(
                "calls on days 1-12 of a month over days 19-30", BENEFITS, 1.43, calls.earlyOverLate(), Figure.DAYS));
        double[] helpline =
                uses.stream().mapToDouble(use -> use.helplineCalls).sorted().toArray();
        double middle = quantile(helpline, 0.5);
        figures.add(kiosk(
                "help line calls of a kiosk, p90 over p50", BENEFITS, 0.63 / 0.12, quantile(helpline, 0.9) / middle));
        figures.add(kiosk(
                "help line calls of a kiosk, p99 over p50", BENEFITS, 1.54 / 0.12, quantile(helpline, 0.99) / middle));
    }

    private void tablet(List<Figure> figures) {
        double perWeek = sum(use -> use.tablet) / uses.size() / weeks.weeks();
        figures.add(new Figure("tablet sessions a week of 375 kiosks", "operator, 2016", 60_000, 375 * perWeek, 0.03));
        figures.add(kiosk(
                "tablet: maps over community services",
                "operator, 2019",
                4,
                sum(use -> use.maps) / sum(use -> use.communityServices)));
    }

    private static Figure kiosk(String name, String source, double published, double simulated) {
        return new Figure(name, source, published, simulated, Figure.KIOSKS);
    }

    private double sum(ToDoubleFunction<KioskUse> value) {
        return uses.stream().mapToDouble(value).sum();
    }

    private static double quantile(double[] sorted, double rank) {
        return sorted[(int) (rank * (sorted.length - 1))];
    }
}
