package org.curbline.benchmarks.status;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.gateway.status.UseLesson;
import org.curbline.status.usual.WeekHours;

/** Learns every night of the day of the week that is over, as the gateway does, without its pauses. Not thread-safe. */
final class NightSchool {
    private static final Duration NIGHT = Duration.ofHours(2);
    private static final int WEEKS = 4;

    private final UseLesson.Sources sources;
    private final Duration allowedAge;
    private final WeekHours hours;
    private Instant next;

    NightSchool(UseLesson.Sources sources, Duration allowedAge, WeekHours hours, Instant now) {
        this.sources = sources;
        this.allowedAge = allowedAge;
        this.hours = hours;
        this.next = nightAfter(now);
    }

    /** Learns if it is time to. */
    void tick(Instant now, StatusBoard board) {
        if (next.isAfter(now)) {
            return;
        }
        LocalDate last = now.atZone(hours.zone()).toLocalDate().minusDays(1);
        DayOfWeek day = last.getDayOfWeek();
        List<LocalDate> dates = new ArrayList<>();
        for (int week = 0; week < WEEKS; week++) {
            dates.add(last.minusWeeks(week));
        }
        UseLesson lesson = new UseLesson(sources, allowedAge, hours, day, dates);
        while (!lesson.isOver()) {
            lesson.step();
        }
        lesson.learnt().forEach(board::learnt);
        next = nightAfter(now);
    }

    private Instant nightAfter(Instant now) {
        ZonedDateTime night =
                now.minus(NIGHT).atZone(hours.zone()).toLocalDate().plusDays(1).atStartOfDay(hours.zone());
        return night.toInstant().plus(NIGHT);
    }
}
