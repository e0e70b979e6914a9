package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
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
import org.curbline.telemetry.rollup.RollupWriter.InterruptedWriteException;
import org.jspecify.annotations.Nullable;

/**
 * Makes rollups agree with what they are made from: kiosks' hours with the points, and areas' hours, kiosks' days and
 * areas' days with kiosks' hours; sketches of devices with the kiosks' own. Whether they do is seen by counting: points
 * are never changed and never taken away, except all of a time together when they are too old, so an hour that counts
 * as many uses as there are points has them all, and one that counts more has outlived some of them; and so with a day
 * and its hours. Blocking.
 */
final class Agreement {
    static final Duration HOUR = Duration.ofHours(1);

    private static final long HOUR_NANOS = HOUR.toNanos();
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    private final PointReader reader;
    private final PointWriter writer;
    private final Days days;
    private final ClientAgreement clients;

    Agreement(PointReader reader, PointWriter writer, Days days) {
        this.reader = reader;
        this.writer = writer;
        this.days = days;
        this.clients = new ClientAgreement(reader, writer, days);
    }

    /**
     * Makes again what lacks uses.
     *
     * @param from when a day begins
     * @param to when one ends, or a whole hour of a day under way, which is not made as a day
     * @param points whether the points are there, or rollups have outlived them
     * @return how many hours and days were made, each service's apart
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    int agree(Instant from, Instant to, boolean points) throws InterruptedException {
        try {
            if (!points) { // hours do not change any more, and those of areas agreed while they did
                return makeDays(from, to, counted(Measurement.USAGE_AREA_HOUR, from, to));
            }
            Map<String, SortedMap<Long, Long>> hours = counted(Measurement.USAGE_HOUR, from, to);
            int made = makeHours(from, to, hours);
            if (isNothingIn(hours)) {
                return made + clients.agree(from, to);
            }
            made += makeAreas(hours, counted(Measurement.USAGE_AREA_HOUR, from, to));
            return made + makeDays(from, to, hours) + clients.agree(from, to);
        } catch (InterruptedWriteException e) {
            throw e.interruption;
        }
    }

    /** Uses by service and by the beginning of an hour. A day is found at its first. */
    private Map<String, SortedMap<Long, Long>> counted(Measurement rollup, Instant from, Instant to) {
        Map<String, SortedMap<Long, Long>> uses = new HashMap<>();
        for (RolledUse use : RolledUse.values()) {
            uses.put(use.word(), new TreeMap<>());
        }
        Map<Tag, Set<String>> among = rollup.tags().contains(Columns.ZONE)
                ? Map.of(Columns.ZONE, Set.of(days.zone().getId()))
                : Map.of();
        reader.sums(
                new SumsQuestion(
                        rollup, from, to, new Step(from, HOUR), List.of(Columns.SERVICE), among, List.of(Columns.USES)),
                row -> uses.computeIfAbsent(row.tags().get(0), another -> new TreeMap<>())
                        .merge(row.epochNanos(), row.sums().get(0), Long::sum));
        return uses;
    }

    /** @param hours becomes what is counted then */
    private int makeHours(Instant from, Instant to, Map<String, SortedMap<Long, Long>> hours)
            throws InterruptedException {
        int made = 0;
        for (RolledUse use : RolledUse.values()) {
            SortedMap<Long, Long> points = new TreeMap<>();
            reader.sums(
                    new SumsQuestion(use.points(), from, to, new Step(from, HOUR), List.of(), Map.of(), List.of()),
                    row -> points.merge(row.epochNanos(), row.count(), Long::sum));
            SortedMap<Long, Long> counted = of(use, hours);
            SortedMap<Long, Long> lacking = lacking(points, counted);
            made += lacking.size();
            inRuns(lacking, DAY_NANOS, (begin, end) -> makeHours(use, begin, end));
            counted.putAll(lacking);
        }
        return made;
    }

    private void makeHours(RolledUse use, long begin, long end) throws InterruptedException {
        RollupWriter made = new RollupWriter(writer);
        SumsQuestion question = new SumsQuestion(
                use.points(),
                at(begin),
                at(end),
                new Step(at(begin), HOUR),
                List.of(use.kind(), Columns.KIOSK),
                Map.of(),
                use.sums());
        reader.sums(question, row -> {
            List<Long> uses = new ArrayList<>(row.sums());
            uses.add(0, row.count());
            made.add(Measurement.USAGE_HOUR, use, row.tags(), "", row.epochNanos(), uses);
        });
        made.write();
    }

    private int makeAreas(Map<String, SortedMap<Long, Long>> hours, Map<String, SortedMap<Long, Long>> areas)
            throws InterruptedException {
        int made = 0;
        for (RolledUse use : RolledUse.values()) {
            SortedMap<Long, Long> lacking = lacking(of(use, hours), of(use, areas));
            made += lacking.size();
            inRuns(lacking, DAY_NANOS, (begin, end) -> makeAreas(use, begin, end));
        }
        return made;
    }

    private void makeAreas(RolledUse use, long begin, long end) throws InterruptedException {
        Sums sums = new Sums();
        readHours(use, begin, end, new Step(at(begin), HOUR), row -> {
            List<String> area = List.of(Areas.of(row.tags().get(1)), row.tags().get(0));
            sums.add(row.epochNanos(), area, row.sums());
        });
        sums.write(Measurement.USAGE_AREA_HOUR, use, "");
    }

    private int makeDays(Instant from, Instant to, Map<String, SortedMap<Long, Long>> hours)
            throws InterruptedException {
        if (isNothingIn(hours)) {
            return 0;
        }
        Map<String, SortedMap<Long, Long>> kiosks = counted(Measurement.USAGE_DAY, from, to);
        Map<String, SortedMap<Long, Long>> areas = counted(Measurement.USAGE_AREA_DAY, from, to);
        int made = 0;
        for (RolledUse use : RolledUse.values()) {
            Instant day = from;
            for (Instant next = days.begin(day, 1); !next.isAfter(to); next = days.begin(day, 1)) {
                long begin = Nanos.of(day);
                long end = Nanos.of(next);
                long uses = of(use, hours).subMap(begin, end).values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                if (of(use, kiosks).getOrDefault(begin, 0L) < uses
                        || of(use, areas).getOrDefault(begin, 0L) < uses) {
                    makeDay(use, begin, end);
                    made++;
                }
                day = next;
            }
        }
        return made;
    }

    private void makeDay(RolledUse use, long begin, long end) throws InterruptedException {
        Sums kiosks = new Sums();
        Sums areas = new Sums();
        readHours(use, begin, end, null, row -> {
            kiosks.add(begin, row.tags(), row.sums());
            List<String> area = List.of(Areas.of(row.tags().get(1)), row.tags().get(0));
            areas.add(begin, area, row.sums());
        });
        kiosks.write(Measurement.USAGE_DAY, use, days.zone().getId());
        areas.write(Measurement.USAGE_AREA_DAY, use, days.zone().getId());
    }

    /** Uses and sums of hours by kind and kiosk. */
    private void readHours(RolledUse use, long begin, long end, @Nullable Step step, Consumer<SumsRow> consumer) {
        List<Whole> fields = new ArrayList<>(use.sums());
        fields.add(0, Columns.USES);
        reader.sums(
                new SumsQuestion(
                        Measurement.USAGE_HOUR,
                        at(begin),
                        at(end),
                        step,
                        List.of(Columns.KIND, Columns.KIOSK),
                        Map.of(Columns.SERVICE, Set.of(use.word())),
                        fields),
                consumer);
    }

    private static SortedMap<Long, Long> of(RolledUse use, Map<String, SortedMap<Long, Long>> uses) {
        return uses.computeIfAbsent(use.word(), none -> new TreeMap<>());
    }

    private static boolean isNothingIn(Map<String, SortedMap<Long, Long>> uses) {
        return uses.values().stream().allMatch(Map::isEmpty);
    }

    /** Those that should be and are not counted, or of which fewer are. */
    private static SortedMap<Long, Long> lacking(SortedMap<Long, Long> there, SortedMap<Long, Long> counted) {
        SortedMap<Long, Long> lacking = new TreeMap<>(there);
        lacking.entrySet().removeIf(hour -> hour.getValue() <= counted.getOrDefault(hour.getKey(), 0L));
        return lacking;
    }

    /** Hours that follow each other are made together, as long as they are not too many. */
    private static void inRuns(SortedMap<Long, Long> hours, long longest, Making making) throws InterruptedException {
        long begin = 0;
        long end = 0;
        for (long hour : hours.keySet()) {
            if (hour != end || end - begin >= longest) {
                if (begin != end) {
                    making.make(begin, end);
                }
                begin = hour;
            }
            end = hour + HOUR_NANOS;
        }
        if (begin != end) {
            making.make(begin, end);
        }
    }

    private static Instant at(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /** Makes the hours from one to before another. */
    private interface Making {
        void make(long begin, long end) throws InterruptedException;
    }

    /** What is added up before it is written: of a day at most. */
    private final class Sums {
        private final Map<Key, long[]> sums = new HashMap<>();

        void add(long epochNanos, List<String> tags, List<Long> uses) {
            long[] sum = sums.computeIfAbsent(new Key(epochNanos, tags), none -> new long[uses.size()]);
            for (int i = 0; i < sum.length; i++) {
                sum[i] = Math.addExact(sum[i], uses.get(i));
            }
        }

        void write(Measurement measurement, RolledUse use, String zone) throws InterruptedException {
            RollupWriter made = new RollupWriter(writer);
            sums.forEach((key, sum) -> {
                List<Long> uses = new ArrayList<>(sum.length);
                for (long each : sum) {
                    uses.add(each);
                }
                made.add(measurement, use, key.tags, zone, key.epochNanos, uses);
            });
            made.write();
        }

        private record Key(long epochNanos, List<String> tags) {}
    }
}
