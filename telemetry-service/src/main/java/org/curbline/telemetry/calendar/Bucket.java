package org.curbline.telemetry.calendar;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneRules;
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
            case HOUR -> startOfHour(time, zone);
            case DAY -> begin(day, zone);
            case WEEK -> begin(day.with(TemporalAdjusters.previousOrSame(firstDay)), zone);
            case MONTH -> begin(day.withDayOfMonth(1), zone);
        };
    }

    /** When the next one begins, which is later than the time. */
    public Instant after(Instant time, ZoneId zone) {
        LocalDate day = time.atZone(zone).toLocalDate();
        Instant next =
                switch (length) {
                    case HOUR -> hourAfter(time, zone);
                    case DAY -> begin(day.plusDays(1), zone);
                    case WEEK -> begin(day.with(TemporalAdjusters.next(firstDay)), zone);
                    case MONTH -> begin(day.with(TemporalAdjusters.firstDayOfNextMonth()), zone);
                };
        return next.isAfter(time) ? next : after(next, zone); // clocks were put back to the day before
    }

    public String word() {
        return length.name().toLowerCase(Locale.ROOT);
    }

    /** Where clocks are changed within an hour, as on Lord Howe Island, what is after it is an hour of its own. */
    private static Instant startOfHour(Instant time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        Instant begin = wholeHour(time, rules);
        return rules.getOffset(begin).equals(rules.getOffset(time))
                ? begin
                : rules.previousTransition(time.plusNanos(1)).getInstant();
    }

    private static Instant hourAfter(Instant time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        Instant next = wholeHour(time, rules).plus(1, ChronoUnit.HOURS);
        return rules.getOffset(next.minusNanos(1)).equals(rules.getOffset(time))
                ? next
                : rules.nextTransition(time).getInstant();
    }

    /** By the clocks as they are at that time. */
    private static Instant wholeHour(Instant time, ZoneRules rules) {
        return time.atOffset(rules.getOffset(time))
                .truncatedTo(ChronoUnit.HOURS)
                .toInstant();
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
