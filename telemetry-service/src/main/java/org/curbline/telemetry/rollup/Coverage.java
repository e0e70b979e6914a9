package org.curbline.telemetry.rollup;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which days' rollups are known to agree with the points, as of when. What is not is asked of the points.
 *
 * @param checked when each day (UTC) was last seen to agree, by its beginning
 * @param reach before it points are gone, and rollups are all there is
 * @param end before it, hours are rolled up
 */
public record Coverage(SortedMap<Instant, Instant> checked, Instant reach, Instant end) {
    /** Everything is asked of the points. */
    public static final Coverage NONE = new Coverage(new TreeMap<>(), Instant.EPOCH, Instant.EPOCH);

    /** The days are not changed by anybody afterwards. */
    public Coverage {
        checked = Collections.unmodifiableSortedMap(new TreeMap<>(checked));
    }

    /**
     * A time cut into parts, in their order, each to be asked of either.
     *
     * @param now what is asked of the points is as of then
     */
    public List<Part> parts(Instant from, Instant to, Instant now) {
        Instant begin = firstWholeHour(from);
        Instant stop = earlier(to.truncatedTo(ChronoUnit.HOURS), end);
        if (checked.isEmpty() || !begin.isBefore(stop)) {
            return List.of(new Part(from, to, false, now));
        }
        List<Part> parts = new ArrayList<>();
        add(parts, new Part(from, begin, false, now));
        if (begin.isBefore(reach)) {
            add(parts, new Part(begin, earlier(reach, stop), true, now));
            begin = reach;
        }
        while (begin.isBefore(stop)) {
            Instant day = begin.truncatedTo(ChronoUnit.DAYS);
            Instant next = earlier(day.plus(1, ChronoUnit.DAYS), stop);
            Instant seen = checked.get(day);
            add(parts, new Part(begin, next, seen != null, seen == null ? now : seen));
            begin = next;
        }
        add(parts, new Part(stop, to, false, now));
        return parts;
    }

    /** Adds a part, to the last one if that is of the same kind; an empty one is none. */
    private static void add(List<Part> parts, Part part) {
        if (!part.from.isBefore(part.to)) {
            return;
        }
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        if (last != null && last.rolledUp == part.rolledUp) {
            parts.set(parts.size() - 1, new Part(last.from, part.to, last.rolledUp, earlier(last.asOf, part.asOf)));
        } else {
            parts.add(part);
        }
    }

    private static Instant firstWholeHour(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(Hours.HOUR);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /**
     * @param rolledUp whether rollups answer for it; else the points do
     * @param asOf what was stored before is counted
     */
    public record Part(Instant from, Instant to, boolean rolledUp, Instant asOf) {}
}
