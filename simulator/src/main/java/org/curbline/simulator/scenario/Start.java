package org.curbline.simulator.scenario;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When simulated time begins: a date, or the latest day of a kind, as gateways refuse what is older than 60 days.
 *
 * @param text as it is written
 */
public record Start(String text) {
    static final String FIRST_OF_MONTH = "latest first of month";
    private static final String LATEST = "latest ";

    /** @throws IllegalArgumentException with a sentence for people if it is no start */
    public Start {
        if (!text.equals(FIRST_OF_MONTH) && weekday(text) == null && date(text) == null) {
            throw new IllegalArgumentException(
                    "write a date (2026-11-20), a date and time (2026-11-20T06:00), 'latest monday' (or another day), or '"
                            + FIRST_OF_MONTH + "'");
        }
    }

    /**
     * The moment it means; of the latest days the one whose whole duration has passed.
     *
     * @throws IllegalArgumentException with a sentence for people if it has not come yet
     */
    Instant moment(Instant now, ZoneId zone, Duration duration) {
        LocalDateTime written = date(text);
        if (written != null) {
            Instant moment = written.atZone(zone).toInstant();
            if (moment.isAfter(now)) {
                throw new IllegalArgumentException("The start " + text + " has not come yet: a gateway refuses events"
                        + " from the future. Choose an earlier one.");
            }
            return moment;
        }
        DayOfWeek weekday = weekday(text);
        LocalDate day = now.minus(duration).atZone(zone).toLocalDate();
        while (weekday == null ? day.getDayOfMonth() != 1 : day.getDayOfWeek() != weekday) {
            day = day.minusDays(1);
        }
        return day.atStartOfDay(zone).toInstant();
    }

    private static @Nullable LocalDateTime date(String text) {
        try {
            return text.contains("T")
                    ? LocalDateTime.parse(text)
                    : LocalDate.parse(text).atStartOfDay();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable DayOfWeek weekday(String text) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (text.equals(LATEST + day.name().toLowerCase(Locale.ROOT))) {
                return day;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return text;
    }
}
