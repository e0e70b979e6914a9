package org.curbline.telemetry.calendar;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.curbline.program.http.Period;

/** What a period is compared with. */
public enum Comparison {
    /** As many days, or as long a time, just before. */
    PREVIOUS,
    /** The same dates a year before; of a leap day the day before it, and months are whole. */
    YEAR;

    /** By its name in requests. */
    public static Comparison of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Its name in requests. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a period is compared with. */
    public Period of(Period period) {
        ZoneId zone = period.zone();
        ZonedDateTime from = period.from().atZone(zone);
        ZonedDateTime to = period.to().atZone(zone);
        if (this == YEAR) {
            return new Period(
                    from.minusYears(1).toInstant(), endAYearBefore(from, to).toInstant(), zone);
        }
        boolean wholeDays = from.toLocalTime().equals(to.toLocalTime());
        long days = from.toLocalDate().until(to.toLocalDate(), ChronoUnit.DAYS);
        return new Period(
                wholeDays ? from.minusDays(days).toInstant() : period.from().minus(period.length()),
                period.from(),
                zone);
    }

    /** Where one of the two years has a leap day, the last day is neither lost nor two days. */
    private static ZonedDateTime endAYearBefore(ZonedDateTime from, ZonedDateTime to) {
        ZonedDateTime before = to.minusYears(1);
        boolean endsOnLeapDay =
                isLeapDay(to.toLocalDate()) && from.toLocalDate().isBefore(to.toLocalDate());
        if (endsOnLeapDay) {
            return before.toLocalDate().plusDays(1).atStartOfDay(to.getZone());
        }
        LocalDate last = before.minusNanos(1).toLocalDate();
        boolean endsWithLeapDay = isLeapDay(last) && before.toLocalDate().isAfter(last);
        boolean beginsMonth = from.getDayOfMonth() == 1 && from.toLocalTime().equals(LocalTime.MIDNIGHT);
        return endsWithLeapDay && !beginsMonth ? last.atStartOfDay(to.getZone()) : before;
    }

    private static boolean isLeapDay(LocalDate day) {
        return day.getMonth() == Month.FEBRUARY && day.getDayOfMonth() == 29;
    }
}
