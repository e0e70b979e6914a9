package org.curbline.telemetry.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/**
 * Into what a period is cut, by the calendar and clocks of its zone.
 *
 * @param firstDay of a week; of other lengths Monday, and of no meaning
 */
public record Bucket(Length length, DayOfWeek firstDay) {
    public static final Bucket HOUR = new Bucket(Length.HOUR, DayOfWeek.MONDAY);
    public static final Bucket DAY = new Bucket(Length.DAY, DayOfWeek.MONDAY);
    public static final Bucket MONTH = new Bucket(Length.MONTH, DayOfWeek.MONDAY);

    public static Bucket week(DayOfWeek firstDay) {
        return new Bucket(Length.WEEK, firstDay);
    }

    /** @param weekStart on which day weeks begin */
    public static Bucket of(String word, DayOfWeek weekStart) {
        return switch (Length.valueOf(word.toUpperCase(Locale.ROOT))) {
            case HOUR -> HOUR;
            case DAY -> DAY;
            case WEEK -> week(weekStart);
            case MONTH -> MONTH;
        };
    }

    /** When the bucket begins that a time is in. Hours begin where the zone's clocks show a whole one. */
    public Instant start(Instant time, ZoneId zone) {
        LocalDate day = time.atZone(zone).toLocalDate();
        return switch (length) {
            case HOUR -> time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> begin(day, zone);
            case WEEK -> begin(day.with(TemporalAdjusters.previousOrSame(firstDay)), zone);
            case MONTH -> begin(day.withDayOfMonth(1), zone);
        };
    }

    /** When the next one begins. */
    public Instant after(Instant time, ZoneId zone) {
        LocalDate day = time.atZone(zone).toLocalDate();
        return switch (length) {
            case HOUR -> start(time, zone).plus(1, ChronoUnit.HOURS);
            case DAY -> begin(day.plusDays(1), zone);
            case WEEK -> begin(day.with(TemporalAdjusters.next(firstDay)), zone);
            case MONTH -> begin(day.with(TemporalAdjusters.firstDayOfNextMonth()), zone);
        };
    }

    public String word() {
        return length.name().toLowerCase(Locale.ROOT);
    }

    private static Instant begin(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** How long it is. */
    public enum Length {
        HOUR,
        DAY,
        WEEK,
        MONTH
    }
}
