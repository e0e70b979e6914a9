package org.curbline.telemetry.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.curbline.program.http.Period;
import org.curbline.telemetry.calendar.Bucket.Length;
import org.jspecify.annotations.Nullable;

/** What a period is compared with. */
public enum Comparison {
    /** As many days, or as long a time, just before. */
    PREVIOUS,
    /** The same dates a year before; of a leap day the day before it, and months are whole. */
    YEAR;

    private static final int HALF_A_WEEK = 3;

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

    /**
     * Which bucket of the time that is compared with stands beside which of a period: that of the same date and hour of
     * the clocks, of weeks a year apart that which begins nearest; otherwise one by one. One that has none, as a leap
     * day's or an hour's that clocks show twice, is left out.
     *
     * @param other what the period, or one that ends later, is compared with
     * @return the period's by the other's, each by its beginning
     */
    public Map<Instant, Instant> buckets(Bucket bucket, Period period, Period other) {
        List<Instant> mine = starts(bucket, period);
        List<Instant> before = starts(bucket, other);
        Map<Instant, Instant> beside = new HashMap<>();
        if (isOneByOne(bucket, period, other)) {
            for (int i = 0; i < Math.min(mine.size(), before.size()); i++) {
                beside.put(before.get(i), mine.get(i));
            }
            return beside;
        }
        Set<Instant> known = Set.copyOf(before);
        long days = other.from()
                .atZone(other.zone())
                .toLocalDate()
                .until(period.from().atZone(period.zone()).toLocalDate(), ChronoUnit.DAYS);
        for (Instant start : mine) {
            LocalDateTime here = start.atZone(period.zone()).toLocalDateTime();
            LocalDateTime there = this == YEAR ? here.minusYears(1) : here.minusDays(days);
            Instant then = begin(bucket, there, period.zone());
            if (then != null && known.contains(then)) {
                beside.putIfAbsent(then, start);
            }
        }
        return beside;
    }

    /** Weeks and months of the time just before, and what does not begin at the same time of the day. */
    private boolean isOneByOne(Bucket bucket, Period period, Period other) {
        boolean isShort = bucket.length() == Length.HOUR || bucket.length() == Length.DAY;
        LocalTime begin = period.from().atZone(period.zone()).toLocalTime();
        LocalTime beginBefore = other.from().atZone(other.zone()).toLocalTime();
        return this == PREVIOUS && !(isShort && begin.equals(beginBefore));
    }

    private static List<Instant> starts(Bucket bucket, Period period) {
        List<Instant> starts = new ArrayList<>();
        for (Instant start = bucket.start(period.from(), period.zone());
                start.isBefore(period.to());
                start = bucket.after(start, period.zone())) {
            starts.add(start);
        }
        return starts;
    }

    /** Null for an hour that clocks leave out. */
    private static @Nullable Instant begin(Bucket bucket, LocalDateTime at, ZoneId zone) {
        LocalDate day = at.toLocalDate();
        return switch (bucket.length()) {
            case HOUR -> {
                ZonedDateTime hour = at.atZone(zone);
                yield hour.toLocalDateTime().equals(at) ? hour.toInstant() : null;
            }
            case DAY, MONTH -> day.atStartOfDay(zone).toInstant();
            case WEEK ->
                bucket.start(day.plusDays(HALF_A_WEEK).atStartOfDay(zone).toInstant(), zone);
        };
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
