package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.curbline.program.http.Period;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Days;

/**
 * A stretch of time of which sketches of devices of one kind are read.
 *
 * @param alone whether it is all that is read of its weeks, but for kiosks' own sketches, which are read before it
 */
record SketchStretch(Grain grain, Instant from, Instant to, boolean alone) {
    /** A kiosk ends its sketch when its day ends. */
    static final Duration END = Duration.ofMillis(1);

    /**
     * The time of a question, cut where other sketches are to be read: merged ones where there are, of whole weeks if
     * the question takes weeks as a whole, and the kiosks' own for the rest. Week after week, as sketches of one week
     * are merged with each other only; of a week the kiosks' own first.
     *
     * @param coverage what is merged that can be asked for
     */
    static List<SketchStretch> of(UsageRequest request, Period period, Coverage coverage, ZoneId cityZone) {
        Days days = new Days(cityZone);
        List<SketchStretch> stretches = new ArrayList<>();
        List<SketchStretch> week = new ArrayList<>();
        Instant sunday = days.sunday(period.from());
        Instant day = days.begin(period.from());
        while (day.isBefore(period.to())) {
            if (!days.sunday(day).equals(sunday)) {
                addWeek(stretches, week);
                sunday = day;
            }
            Instant next = days.begin(day, 1);
            Instant nextSunday = days.begin(day, 7);
            if (request.takesWeeksWhole(cityZone) && isWholeWeek(day, nextSunday, days, period, coverage)) {
                next = nextSunday;
                add(week, new SketchStretch(Grain.WEEKS, day, next, false));
            } else if (coverage.hasMerged(day) && ends(period, next)) {
                add(week, new SketchStretch(Grain.DAYS, day, next, false));
            } else {
                Instant from = day.isBefore(period.from()) ? period.from() : day;
                Instant to = next.isBefore(period.to()) ? next : period.to();
                add(week, new SketchStretch(Grain.KIOSKS, from, to, false));
            }
            day = next;
        }
        addWeek(stretches, week);
        return stretches;
    }

    private static boolean isWholeWeek(Instant day, Instant end, Days days, Period period, Coverage coverage) {
        return days.sunday(day).equals(day)
                && !day.isBefore(period.from())
                && !end.isAfter(period.to())
                && coverage.hasMerged(day, end);
    }

    private static boolean ends(Period period, Instant next) {
        Instant end = next.minus(END);
        return !end.isBefore(period.from()) && end.isBefore(period.to());
    }

    private static void addWeek(List<SketchStretch> stretches, List<SketchStretch> week) {
        boolean alone = week.stream().filter(each -> each.grain != Grain.KIOSKS).count() == 1;
        week.sort(Comparator.comparing(SketchStretch::grain));
        week.forEach(each ->
                add(stretches, new SketchStretch(each.grain, each.from, each.to, alone && each.grain != Grain.KIOSKS)));
        week.clear();
    }

    /** Adds a stretch, to the last one if that is of the same kind and goes as far. */
    private static void add(List<SketchStretch> stretches, SketchStretch next) {
        SketchStretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
        if (last != null && last.grain == next.grain && last.alone == next.alone && last.to.equals(next.from)) {
            stretches.set(stretches.size() - 1, new SketchStretch(last.grain, last.from, next.to, last.alone));
        } else {
            stretches.add(next);
        }
    }

    /** What is asked for. */
    enum Grain {
        KIOSKS,
        DAYS,
        WEEKS
    }
}
