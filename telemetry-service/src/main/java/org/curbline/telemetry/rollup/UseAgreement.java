package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.PointWriter;
import org.curbline.store.reading.Nanos;
import org.curbline.telemetry.rollup.Agreement.With;
import org.curbline.telemetry.rollup.Days.Span;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rollups of one service agree within a span of days: kiosks' hours with the points, areas' hours with
 * kiosks', the city's with areas', and the days of each with its hours. Whether they do is seen by counting: points are
 * never changed and never taken away, except all of a time together when they are too old, so an hour that counts as
 * many uses as there are points has them all, and one that counts more has outlived some of them; and so with a day and
 * its hours. A time is counted as a whole first, then by days if that differs, and by hours in days that differ: each
 * step that is told apart costs a store something for each series. Blocking.
 */
final class UseAgreement {
    private static final Duration HOUR = Agreement.HOUR;
    /** What days are made of, in the order in which they are written. */
    private static final List<Level> LEVELS = List.of(
            new Level(Measurement.USAGE_HOUR, Measurement.USAGE_DAY),
            new Level(Measurement.USAGE_DAY, Measurement.USAGE_KIOSK_DAY),
            new Level(Measurement.USAGE_AREA_HOUR, Measurement.USAGE_AREA_DAY),
            new Level(Measurement.USAGE_CITY_HOUR, Measurement.USAGE_CITY_DAY));

    private final PointReader reader;
    private final PointWriter writer;
    private final RolledUse use;
    private final ZoneId zone;
    private final Span span;
    /** Whether no hour of a kiosk was there, and so nothing that is made after them. */
    private boolean fromNothing;
    /** Whether another service has made some of it meanwhile. */
    private volatile boolean helped;

    UseAgreement(PointReader reader, PointWriter writer, RolledUse use, ZoneId zone, Span span) {
        this.reader = reader;
        this.writer = writer;
        this.use = use;
        this.zone = zone;
        this.span = span;
    }

    /** The runs of hours of which the points have to be read, each to be made apart from the others. */
    List<Run> lackingRuns(With with) {
        return switch (with) {
            case POINTS_QUICKLY -> runs(lackingHours(use.points(), Measurement.USAGE_CITY_HOUR));
            case POINTS -> runs(lackingHoursOfKiosks());
            case HOURS -> List.of();
        };
    }

    private SortedMap<Long, Long> lackingHoursOfKiosks() {
        if (total(Measurement.USAGE_HOUR, span.to()) > 0) {
            return lackingHours(use.points(), Measurement.USAGE_HOUR);
        }
        SortedMap<Long, Long> hours = new TreeMap<>();
        count(use.points(), span.from(), span.to(), span.day())
                .forEach((day, uses) -> hours.putAll(hoursOf(day, uses)));
        fromNothing = !hours.isEmpty();
        return hours;
    }

    /** Returns how many hours and days were made of rollups, once those of the points were. */
    int agree(With with) throws InterruptedException {
        if (fromNothing && !helped) { // it was all made at once, and is counted when it has its turn again
            return 0;
        }
        return switch (with) {
            case POINTS_QUICKLY -> makeDays(LEVELS, level -> Measurement.USAGE_CITY_DAY);
            case POINTS ->
                mend(Measurement.USAGE_HOUR, Measurement.USAGE_AREA_HOUR)
                        + mend(Measurement.USAGE_AREA_HOUR, Measurement.USAGE_CITY_HOUR)
                        + makeDays(LEVELS, Level::days);
            case HOURS -> mend(Measurement.USAGE_AREA_HOUR, Measurement.USAGE_CITY_HOUR) + makeOldDays();
        };
    }

    /**
     * Of the points, all three at once, and their days. The city's are written last: where they have all, so have the
     * others.
     */
    private void makeHours(long begin, long end) throws InterruptedException {
        RollupWriter kiosks = new RollupWriter(writer);
        RollupSums areas = new RollupSums();
        RollupSums city = new RollupSums();
        RollupSums kiosksDays = new RollupSums();
        Step step = new Step(at(begin), HOUR);
        List<Tag> by = List.of(use.kind(), Columns.KIOSK);
        LongPredicate isOfWholeDay = hour -> day(hour) >= begin && day(hour) + dayNanos() <= end;
        reader.sums(new SumsQuestion(use.points(), at(begin), at(end), step, by, Map.of(), use.sums()), row -> {
            List<Long> uses = uses(row);
            kiosks.add(Measurement.USAGE_HOUR, use, row.tags(), "", row.epochNanos(), uses);
            areas.add(row.epochNanos(), ofArea(row.tags()), uses);
            city.add(row.epochNanos(), row.tags().subList(0, 1), uses);
            if (isOfWholeDay.test(row.epochNanos())) {
                kiosksDays.add(day(row.epochNanos()), row.tags(), uses);
            }
        });
        kiosks.write();
        areas.write(writer, Measurement.USAGE_AREA_HOUR, use, "");
        city.write(writer, Measurement.USAGE_CITY_HOUR, use, "");
        kiosksDays.write(writer, Measurement.USAGE_DAY, use, zone.getId());
        kiosksDays
                .by(kindAndKiosk -> kindAndKiosk.subList(1, 2))
                .write(writer, Measurement.USAGE_KIOSK_DAY, use, zone.getId());
        areas.at(isOfWholeDay, this::day).write(writer, Measurement.USAGE_AREA_DAY, use, zone.getId());
        city.at(isOfWholeDay, this::day).write(writer, Measurement.USAGE_CITY_DAY, use, zone.getId());
    }

    private long day(long hour) {
        long from = Nanos.of(span.from());
        return from + Math.floorDiv(hour - from, dayNanos()) * dayNanos();
    }

    private long dayNanos() {
        return span.day().toNanos();
    }

    /** Makes hours again that others have and these lack. */
    private int mend(Measurement from, Measurement hours) throws InterruptedException {
        List<Run> runs = runs(lackingHours(from, hours));
        for (Run run : runs) {
            roll(from, hours, run.begin, run.end, HOUR);
        }
        return runs.stream().mapToInt(Run::hours).sum();
    }

    /**
     * As long as there were points each was counted. What lacks a kiosk's whole now was made by an older version, or of
     * another zone's days: only then are days of each kind counted, which are many more series.
     */
    private int makeOldDays() throws InterruptedException {
        boolean lacks = !lackingDays(Measurement.USAGE_KIOSK_DAY).isEmpty();
        return makeDays(lacks ? LEVELS : LEVELS.subList(1, LEVELS.size()), Level::days);
    }

    /** @param counted by which it is seen what lacks, level by level */
    private int makeDays(List<Level> levels, Function<Level, Measurement> counted) throws InterruptedException {
        int made = 0;
        for (Level level : levels) {
            for (long day : lackingDays(counted.apply(level))) {
                roll(level.from, level.days, day, day + span.day().toNanos(), span.day());
                made++;
            }
        }
        return made;
    }

    /** Sums up rollups to others, of longer steps or of more kiosks together. */
    private void roll(Measurement from, Measurement to, long begin, long end, Duration step)
            throws InterruptedException {
        boolean toAreas = to == Measurement.USAGE_AREA_HOUR;
        List<Tag> by = own(toAreas ? from : to);
        List<Whole> fields = use.sums();
        RollupSums sums = new RollupSums();
        reader.sums(
                new SumsQuestion(from, at(begin), at(end), new Step(at(begin), step), by, among(from), fields),
                row -> sums.add(row.epochNanos(), toAreas ? ofArea(row.tags()) : row.tags(), uses(row)));
        sums.write(writer, to, use, zone.getId());
    }

    private SortedMap<Long, Long> lackingHours(Measurement there, Measurement counted) {
        SortedMap<Long, Long> lacking = new TreeMap<>();
        differing(there, counted, span.to()).forEach((day, differs) -> {
            lacking.putAll(
                    differs.counted == 0
                            ? hoursOf(day, differs.there)
                            : lacking(countHours(there, day), countHours(counted, day)));
        });
        return lacking;
    }

    /** All of them, of which not each needs to have a use. */
    private SortedMap<Long, Long> hoursOf(long day, long uses) {
        SortedMap<Long, Long> hours = new TreeMap<>();
        long each = uses / span.day().dividedBy(HOUR) + 1;
        for (Instant hour = at(day); hour.isBefore(end(day)); hour = hour.plus(HOUR)) {
            hours.put(Nanos.of(hour), each);
        }
        return hours;
    }

    private SortedMap<Long, Long> countHours(Measurement measurement, long day) {
        return count(measurement, at(day), end(day), HOUR);
    }

    /** Where a day ends, or what of it is over. */
    private Instant end(long day) {
        Instant next = at(day).plus(span.day());
        return next.isBefore(span.to()) ? next : span.to();
    }

    /** Days that are over. */
    private Set<Long> lackingDays(Measurement counted) {
        long whole = Duration.between(span.from(), span.to()).dividedBy(span.day());
        Instant end = span.from().plus(span.day().multipliedBy(whole));
        SortedMap<Long, Differing> differing = differing(Measurement.USAGE_CITY_HOUR, counted, end);
        differing.values().removeIf(day -> day.there <= day.counted);
        return differing.keySet();
    }

    /** The days of which others are counted than there are. */
    private SortedMap<Long, Differing> differing(Measurement there, Measurement counted, Instant end) {
        SortedMap<Long, Differing> differing = new TreeMap<>();
        long all = total(there, end);
        if (all > 0 && all != total(counted, end)) {
            SortedMap<Long, Long> others = count(counted, span.from(), end, span.day());
            count(there, span.from(), end, span.day()).forEach((day, uses) -> {
                long other = others.getOrDefault(day, 0L);
                if (uses != other) {
                    differing.put(day, new Differing(uses, other));
                }
            });
        }
        return differing;
    }

    private long total(Measurement measurement, Instant end) {
        return total(measurement, span.from(), end);
    }

    private long total(Measurement measurement, Instant from, Instant end) {
        return count(measurement, from, end, null).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Uses by the beginnings of steps; a day is found at its first. */
    private SortedMap<Long, Long> count(Measurement measurement, Instant from, Instant to, @Nullable Duration step) {
        SortedMap<Long, Long> uses = new TreeMap<>();
        if (from.isBefore(to)) {
            Step steps = step == null ? null : new Step(from, step);
            reader.sums(
                    new SumsQuestion(measurement, from, to, steps, List.of(), among(measurement), List.of()),
                    row -> uses.merge(row.epochNanos(), row.count(), Long::sum));
        }
        return uses;
    }

    private Map<Tag, Set<String>> among(Measurement measurement) {
        if (!measurement.isRollup()) {
            return Map.of();
        }
        Set<String> service = Set.of(use.word());
        return measurement.tags().contains(Columns.ZONE)
                ? Map.of(Columns.SERVICE, service, Columns.ZONE, Set.of(zone.getId()))
                : Map.of(Columns.SERVICE, service);
    }

    /** The tags of a rollup that tell more than which it is. */
    private static List<Tag> own(Measurement rollup) {
        return rollup.tags().stream()
                .filter(tag -> !tag.equals(Columns.SERVICE) && !tag.equals(Columns.ZONE))
                .toList();
    }

    private static List<String> ofArea(List<String> kindAndKiosk) {
        return List.of(Areas.of(kindAndKiosk.get(1)), kindAndKiosk.get(0));
    }

    private static List<Long> uses(SumsRow row) {
        List<Long> uses = new ArrayList<>(row.sums());
        uses.add(0, row.count());
        return uses;
    }

    /** Those that should be and are not counted, or of which fewer are. */
    private static SortedMap<Long, Long> lacking(SortedMap<Long, Long> there, SortedMap<Long, Long> counted) {
        SortedMap<Long, Long> lacking = new TreeMap<>(there);
        lacking.entrySet().removeIf(each -> each.getValue() <= counted.getOrDefault(each.getKey(), 0L));
        return lacking;
    }

    /** Hours of a day that follow each other are made together, and whole days as long as they are not too many. */
    private List<Run> runs(SortedMap<Long, Long> hours) {
        List<Run> ofDays = new ArrayList<>();
        hours.forEach((hour, uses) -> {
            Run next = new Run(hour, hour + HOUR.toNanos(), uses);
            joinOrAdd(ofDays, next, last -> day(last.begin) == day(next.begin));
        });
        List<Run> runs = new ArrayList<>();
        ofDays.forEach(next -> joinOrAdd(
                runs,
                next,
                last -> last.uses + next.uses <= use.mostAtOnce()
                        && last.begin == day(last.begin)
                        && next.begin == last.end));
        return runs;
    }

    private void joinOrAdd(List<Run> runs, Run next, Predicate<Run> joins) {
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && last.end == next.begin && joins.test(last)) {
            runs.set(runs.size() - 1, new Run(last.begin, next.end, last.uses + next.uses));
        } else {
            runs.add(next);
        }
    }

    private static Instant at(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /** Hours of points that follow each other. */
    final class Run {
        private final long begin;
        private final long end;
        private final long uses;
        private volatile boolean isMade;

        private Run(long begin, long end, long uses) {
            this.begin = begin;
            this.end = end;
            this.uses = uses;
        }

        /**
         * Reads them and makes their rollups, unless another service has since nothing was there: it may still have to
         * write their days.
         */
        void make() throws InterruptedException {
            if (fromNothing && isMadeElsewhere()) {
                helped = true;
            } else {
                makeHours(begin, end);
                isMade = true;
            }
        }

        private boolean isMadeElsewhere() {
            long made = total(Measurement.USAGE_CITY_HOUR, at(begin), at(end));
            return made > 0 && made == total(use.points(), at(begin), at(end));
        }

        int made() {
            return isMade ? hours() : 0;
        }

        int hours() {
            return Math.toIntExact((end - begin) / HOUR.toNanos());
        }
    }

    /**
     * @param from hours of kiosks, areas or the city, or days that tell more apart
     * @param days of the same
     */
    private record Level(Measurement from, Measurement days) {}

    /** What is counted of a day. */
    private record Differing(long there, long counted) {}
}
