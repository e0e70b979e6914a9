package org.curbline.telemetry;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/** Into what a period is cut, by the calendar and clocks of its zone. Weeks begin on Monday. */
enum Bucket {
    HOUR,
    DAY,
    WEEK,
    MONTH;

    static Bucket of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** When the bucket begins that a time is in. Hours begin where the zone's clocks show a whole one. */
    Instant start(Instant time, ZoneId zone) {
        LocalDate day = time.atZone(zone).toLocalDate();
        return switch (this) {
            case HOUR -> time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> begin(day, zone);
            case WEEK -> begin(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), zone);
            case MONTH -> begin(day.withDayOfMonth(1), zone);
        };
    }

    /** When the next one begins. */
    Instant after(Instant time, ZoneId zone) {
        LocalDate day = time.atZone(zone).toLocalDate();
        return switch (this) {
            case HOUR -> start(time, zone).plus(1, ChronoUnit.HOURS);
            case DAY -> begin(day.plusDays(1), zone);
            case WEEK -> begin(day.with(TemporalAdjusters.next(DayOfWeek.MONDAY)), zone);
            case MONTH -> begin(day.with(TemporalAdjusters.firstDayOfNextMonth()), zone);
        };
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static Instant begin(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}
