package org.curbline.telemetry.rollup;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;

/**
 * The days that are rolled up, and the hours of which they are made: a city's own, by its clocks, be these whole hours
 * off UTC or not, if they are never changed by less than an hour; else those of UTC.
 *
 * @param zone by whose clocks
 */
public record Days(ZoneId zone) {
    private static final int HOUR_SECONDS = 3600;

    /** What hours are made of, those first that have few series. */
    private static final List<Measurement> HOURS =
            List.of(Measurement.USAGE_CITY_HOUR, Measurement.USAGE_AREA_HOUR, Measurement.USAGE_HOUR);

    /** The days of a zone, or of UTC. */
    public static Days of(ZoneId zone, Instant now) {
        ZoneRules rules = zone.getRules();
        Instant years = now.minus(3660, ChronoUnit.DAYS);
        boolean whole = true;
        for (var change = rules.nextTransition(years);
                whole && change != null && change.getInstant().isBefore(now.plus(366, ChronoUnit.DAYS));
                change = rules.nextTransition(change.getInstant())) {
            whole = change.getDuration().toSeconds() % HOUR_SECONDS == 0;
        }
        return new Days(whole ? zone : ZoneOffset.UTC);
    }

    /**
     * Likewise, but of the hours that are in a store already, so that none is counted with one that it overlaps: those
     * of a zone of the same hours if the city's clocks show others.
     *
     * @param from when the oldest rollups can be of
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    static Days of(ZoneId zone, PointReader reader, Instant from, Instant now) {
        Days own = of(zone, now);
        for (Measurement each : HOURS) {
            for (StoredPoint first : reader.points(new PointsQuestion(each, from, now, "", -1, 1))) {
                Instant hour = Instant.ofEpochSecond(0, first.epochNanos());
                return own.beginsHour(hour) ? own : new Days(zoneOf(hour));
            }
        }
        return own;
    }

    private static ZoneOffset zoneOf(Instant hour) {
        return ZoneOffset.ofTotalSeconds((int) Math.floorMod(-hour.getEpochSecond(), (long) HOUR_SECONDS));
    }

    /** When the hour began that a moment is in. */
    public Instant hour(Instant moment) {
        long second = moment.getEpochSecond();
        int offset = zone.getRules().getOffset(moment).getTotalSeconds();
        return Instant.ofEpochSecond(second - Math.floorMod(second + offset, (long) HOUR_SECONDS));
    }

    /** Whether an hour begins then. */
    public boolean beginsHour(Instant moment) {
        return hour(moment).equals(moment);
    }

    /** Whether they are the days of another zone, too. */
    public boolean areOf(ZoneId other) {
        return zone.getRules().equals(other.getRules());
    }

    /** When the day began that a moment is in. */
    public Instant begin(Instant moment) {
        return begin(date(moment));
    }

    /** When the day begins that is so many days after the one a moment is in. */
    public Instant begin(Instant moment, int daysAfter) {
        return begin(date(moment).plusDays(daysAfter));
    }

    /** When the Sunday began before a moment, or on which it is: kiosks hash devices with another salt from then on. */
    public Instant sunday(Instant moment) {
        return begin(date(moment).with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY)));
    }

    /**
     * The days of a time, those together that follow each other and are equally long: where clocks are changed they are
     * not.
     *
     * @param from when a day begins
     * @param to where the last one ends, be it over or not
     */
    List<Span> alike(Instant from, Instant to) {
        List<Span> spans = new ArrayList<>();
        Instant next;
        for (Instant day = from; day.isBefore(to); day = next) {
            next = begin(day, 1);
            Duration length = Duration.between(day, next);
            Instant end = next.isBefore(to) ? next : to;
            Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (last != null && last.day.equals(length)) {
                spans.set(spans.size() - 1, new Span(last.from, end, length));
            } else {
                spans.add(new Span(day, end, length));
            }
        }
        return spans;
    }

    private LocalDate date(Instant moment) {
        return moment.atZone(zone).toLocalDate();
    }

    private Instant begin(LocalDate date) {
        return date.atStartOfDay(zone).toInstant();
    }

    /**
     * Days that are equally long.
     *
     * @param day how long each is
     */
    record Span(Instant from, Instant to, Duration day) {}
}
