package org.curbline.demand;

import java.time.Duration;
import java.time.LocalDate;
import java.util.function.ToDoubleFunction;

/**
 * How much is used, per kiosk and day over the whole city, and how much of it at once.
 *
 * @param wifiPerDay WiFi sessions
 * @param wifiMean mean length of a WiFi session
 * @param wifiMegabytes mean megabytes (10^6) of a session, both ways
 * @param upShare the part of them that goes up, 0 to 1
 * @param callsPerDay calls
 * @param tabletPerDay tablet sessions
 * @param chargingPerDay charging sessions
 */
public record Calibration(
        double wifiPerDay,
        Duration wifiMean,
        double wifiMegabytes,
        double upShare,
        double callsPerDay,
        double tabletPerDay,
        double chargingPerDay) {
    /**
     * New York, July to September 2025: WiFi and calls from the city's published counts. Tablet sessions are those of
     * 2016, the only ones published (60,000 a week on 375 kiosks). Charging sessions (10) are assumed: nobody publishes
     * them.
     */
    public static final Calibration NEW_YORK_2025 =
            new Calibration(220, Duration.ofSeconds(1968), 40.5, 0.134, 7, 22.9, 10);

    /** How much all kiosks differ: sigma of the log-normal distribution of sessions per kiosk (July 2018). */
    static final double SIGMA = 0.68;
    /** How much of that is left within a borough, as boroughs differ too. */
    static final double SIGMA_IN_BOROUGH = Math.sqrt(SIGMA * SIGMA - varianceBetweenBoroughs());
    /** Of calls, those to help lines; assumed. */
    static final double HELPLINE_SHARE = 0.42;
    /**
     * How much kiosks differ in calls to help lines: shape of a gamma distribution, fitted to the published quantiles
     * of calls to the benefits line per kiosk and day (p50 0.12, p90 0.63, p99 1.54), which no log-normal one meets.
     */
    static final double HELPLINE_SHAPE = 0.57;
    /** The longest call some kiosks allow. */
    static final Duration LONGEST_CALL = Duration.ofMinutes(55);
    /** The longest session of any other kind; assumed. */
    static final Duration LONGEST_SESSION = Duration.ofHours(24);

    /**
     * Use in each hour of the local day over the day's mean. Assumed: quiet before dawn, rising through the day, most
     * in the early evening. Its mean is 1.
     */
    private static final double[] HOURS = normalised(
            0.45, 0.35, 0.28, 0.24, 0.24, 0.32, 0.52, 0.78, 0.98, 1.05, 1.12, 1.22, 1.34, 1.38, 1.40, 1.42, 1.48, 1.52,
            1.50, 1.40, 1.22, 1.02, 0.82, 0.62);
    /**
     * Calls on a day of the week over the mean: those to the benefits line, which is dialled most. From Monday. That
     * all calls follow it is assumed.
     */
    private static final double[] CALL_DAYS = normalised(1.08, 1.11, 1.08, 1.12, 1.06, 0.86, 0.70);

    private static final int LAST_EARLY_DAY = 12;
    private static final int FIRST_LATE_DAY = 19;
    /** Calls on days 1 to 12 of a month over those on days 19 to 30, likewise; days between are assumed half way. */
    private static final double EARLY_OVER_LATE = 1.43;

    private static final double MEAN_MONTH = 365.2425 / 12;
    private static final double LATE = MEAN_MONTH
            / (LAST_EARLY_DAY * EARLY_OVER_LATE
                    + (FIRST_LATE_DAY - LAST_EARLY_DAY - 1) * (1 + EARLY_OVER_LATE) / 2
                    + (MEAN_MONTH - FIRST_LATE_DAY + 1));

    static double hourFactor(int hour) {
        return HOURS[hour];
    }

    /** Calls on a day over the mean of all days. */
    static double callFactor(LocalDate day) {
        return CALL_DAYS[day.getDayOfWeek().getValue() - 1] * monthFactor(day.getDayOfMonth());
    }

    private static double monthFactor(int dayOfMonth) {
        if (dayOfMonth <= LAST_EARLY_DAY) {
            return LATE * EARLY_OVER_LATE;
        }
        return dayOfMonth < FIRST_LATE_DAY ? LATE * (1 + EARLY_OVER_LATE) / 2 : LATE;
    }

    /** Use in a borough over that of the city; 1 on average over all live kiosks. */
    static double boroughFactor(Borough borough) {
        return wifiPerDayIn2018(borough) / overKiosks(Calibration::wifiPerDayIn2018);
    }

    /** Of the logarithm of use. */
    private static double varianceBetweenBoroughs() {
        double mean = overKiosks(borough -> StrictMath.log(wifiPerDayIn2018(borough)));
        return overKiosks(borough -> StrictMath.pow(StrictMath.log(wifiPerDayIn2018(borough)) - mean, 2));
    }

    /** The mean over all live kiosks of what is so in their borough. */
    private static double overKiosks(ToDoubleFunction<Borough> value) {
        double sum = 0;
        double kiosks = 0;
        for (Borough each : Borough.values()) {
            sum += value.applyAsDouble(each) * each.liveKiosks();
            kiosks += each.liveKiosks();
        }
        return sum / kiosks;
    }

    /** WiFi sessions of a kiosk on a day of July 2018. */
    private static double wifiPerDayIn2018(Borough borough) {
        return switch (borough) {
            case MANHATTAN -> 1824;
            case BRONX -> 3047;
            case BROOKLYN -> 1593;
            case QUEENS -> 1436;
            case STATEN_ISLAND -> 438;
        };
    }

    private static double[] normalised(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] *= values.length / sum;
        }
        return values;
    }
}
