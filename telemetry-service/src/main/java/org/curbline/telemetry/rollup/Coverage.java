package org.curbline.telemetry.rollup;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which days' rollups are known to agree with the points, as of when. What is not is asked of the points.
 *
 * @param days the days that are rolled up
 * @param checked what was seen of each day, by its beginning
 * @param reach before it points are gone, and rollups are all there is
 * @param end before it, hours are rolled up
 * @param toGo how many days were not looked at since the start
 */
public record Coverage(Days days, SortedMap<Instant, Seen> checked, Instant reach, Instant end, int toGo) {
    /** Everything is asked of the points. */
    public static final Coverage NONE =
            new Coverage(new Days(ZoneOffset.UTC), new TreeMap<>(), Instant.EPOCH, Instant.EPOCH, 0);

    /** The days are not changed by anybody afterwards. */
    public Coverage {
        checked = Collections.unmodifiableSortedMap(new TreeMap<>(checked));
    }

    /**
     * A time cut into parts, in their order, each to be asked of one kind.
     *
     * @param wholeDays whether a day may be answered for as a whole
     * @param now what is asked of the points is as of then
     */
    public List<Part> parts(Instant from, Instant to, boolean wholeDays, Instant now) {
        Instant begin = firstWholeHour(from);
        Instant stop = earlier(days.hour(to), end);
        if (!begin.isBefore(stop)) {
            return List.of(new Part(from, to, Grain.POINTS, true, now));
        }
        List<Part> parts = new ArrayList<>();
        add(parts, new Part(from, begin, Grain.POINTS, true, now));
        while (begin.isBefore(stop)) {
            Instant day = days.begin(begin);
            Instant next = days.begin(day, 1);
            Seen seen = checked.get(day);
            boolean whole = wholeDays && begin.equals(day) && !next.isAfter(stop) && seen != null && seen.whole;
            Grain grain = whole ? Grain.DAYS : Grain.HOURS;
            if (begin.isBefore(reach)) {
                add(parts, new Part(begin, earlier(next, stop), grain, seen != null, now));
            } else if (seen == null) {
                add(parts, new Part(begin, earlier(next, stop), Grain.POINTS, true, now));
            } else {
                add(parts, new Part(begin, earlier(next, stop), grain, true, seen.at));
            }
            begin = next;
        }
        add(parts, new Part(stop, to, Grain.POINTS, true, now));
        return parts;
    }

    /** Whether every day was looked at that has points: the latest are looked at first. */
    public boolean isOfAllPoints() {
        return !checked.isEmpty() && !checked.firstKey().isAfter(reach);
    }

    /** Whether the sketches of devices of a day are merged, or gone. */
    public boolean hasMerged(Instant day) {
        Seen seen = checked.get(day);
        return day.isBefore(reach) || (seen != null && seen.whole);
    }

    /** Likewise of all days from where one begins to where one ends. */
    public boolean hasMerged(Instant from, Instant to) {
        for (Instant day = from; day.isBefore(to); day = days.begin(day, 1)) {
            if (!hasMerged(day)) {
                return false;
            }
        }
        return true;
    }

    /** Adds a part, to the last one if that is of the same kind; an empty one is none. */
    private static void add(List<Part> parts, Part part) {
        if (!part.from.isBefore(part.to)) {
            return;
        }
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null && last.grain == part.grain && last.looked == part.looked) {
            Instant asOf = earlier(last.asOf, part.asOf);
            parts.set(parts.size() - 1, new Part(last.from, part.to, last.grain, last.looked, asOf));
        } else {
            parts.add(part);
        }
    }

    private Instant firstWholeHour(Instant time) {
        Instant hour = days.hour(time);
        return hour.equals(time) ? hour : hour.plus(Agreement.HOUR);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** What is asked. */
    public enum Grain {
        POINTS,
        HOURS,
        DAYS
    }

    /**
     * @param at when its rollups were last seen to agree
     * @param whole whether the day was over, and is rolled up as a whole
     */
    public record Seen(Instant at, boolean whole) {}

    /**
     * @param grain what answers for it
     * @param looked whether its rollups were looked at since the start; of those that were not, kiosks' and areas' are
     *     there, and the city's may not be, if an older version has made them
     * @param asOf what was stored before is counted
     */
    public record Part(Instant from, Instant to, Grain grain, boolean looked, Instant asOf) {}
}
