package org.curbline.simulator.calibration;

import java.time.DayOfWeek;
import java.time.LocalDate;

/**
 * Calls by the day of the week and of the month. Each is told apart from the other: weekdays are compared at equal
 * parts of the month, and the other way round. Not safe for several threads.
 */
final class CallDays {
    private static final int PARTS = 3;
    private static final double[] DAYS_IN_PART = {12, 6, 365.2425 / 12 - 18};

    private final double[][] calls = new double[DayOfWeek.values().length][PARTS];
    private final int[][] days = new int[DayOfWeek.values().length][PARTS];

    void add(LocalDate day, long callsThen) {
        int weekday = day.getDayOfWeek().getValue() - 1;
        int part = part(day.getDayOfMonth());
        calls[weekday][part] += callsThen;
        days[weekday][part]++;
    }

    /** On an average day of an average month. */
    double mean() {
        double sum = 0;
        for (DayOfWeek each : DayOfWeek.values()) {
            sum += mean(each);
        }
        return sum / DayOfWeek.values().length;
    }

    /** On such a day over an average day. */
    double factor(DayOfWeek weekday) {
        return mean(weekday) / mean();
    }

    /** Days 1 to 12 over days 19 to 30. */
    double earlyOverLate() {
        double early = 0;
        double late = 0;
        for (int weekday = 0; weekday < days.length; weekday++) {
            early += calls[weekday][0] / days[weekday][0];
            late += calls[weekday][2] / days[weekday][2];
        }
        return early / late;
    }

    private double mean(DayOfWeek weekday) {
        double sum = 0;
        double length = 0;
        for (int part = 0; part < PARTS; part++) {
            sum += DAYS_IN_PART[part] * calls[weekday.getValue() - 1][part] / days[weekday.getValue() - 1][part];
            length += DAYS_IN_PART[part];
        }
        return sum / length;
    }

    private static int part(int dayOfMonth) {
        return dayOfMonth <= 12 ? 0 : dayOfMonth <= 18 ? 1 : 2;
    }
}
