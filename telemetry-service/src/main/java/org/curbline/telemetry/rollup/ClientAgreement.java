package org.curbline.telemetry.rollup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointWriter;
import org.curbline.store.reading.Nanos;
import org.curbline.telemetry.clients.DeviceTally;

/**
 * Makes sketches of days and weeks, of areas and of all kiosks, agree with the kiosks' own: one that was merged of as
 * many as there are is right. Blocking.
 */
final class ClientAgreement {
    /** A city's sketch of a week has some 13 kB. */
    private static final int PAGE = 500;

    /** What is merged of all kiosks. No kiosk's id begins with it. */
    private static final String ALL = "*";

    /** No salt's name. */
    private static final String DAMAGED = "-";

    private final PointReader reader;
    private final PointWriter writer;
    private final Days days;

    ClientAgreement(PointReader reader, PointWriter writer, Days days) {
        this.reader = reader;
        this.writer = writer;
        this.days = days;
    }

    /**
     * Makes again what lacks sketches, of days that are over and of their weeks.
     *
     * @param from when a day begins
     * @return how many days and weeks were made
     */
    int agree(Instant from, Instant to) throws InterruptedException {
        Duration atOnce = Duration.between(from, to);
        Map<Instant, Long> kiosks = new TreeMap<>();
        reader.sums(
                new SumsQuestion(Measurement.CLIENTS, from, to, step(from), List.of(), Map.of(), List.of()),
                row -> kiosks.merge(days.begin(at(row.epochNanos())), row.count(), Long::sum));
        kiosks.keySet().removeIf(day -> days.begin(day, 1).isAfter(to));
        if (kiosks.isEmpty()) {
            return 0;
        }
        Counting ofDays = new Counting(from, to, atOnce);
        int made = 0;
        for (Instant day : ofDays.lacking(kiosks, Measurement.CLIENTS_DAY, Measurement.CLIENTS_AREA_DAY)) {
            makeDay(day, days.begin(day, 1));
            made++;
        }
        Instant sunday = days.sunday(from);
        Counting ofWeeks = new Counting(sunday, days.begin(days.sunday(to), 7), atOnce);
        Map<Instant, Long> weeks = new TreeMap<>();
        ofWeeks.counted(Measurement.CLIENTS_DAY)
                .forEach((day, sketches) -> weeks.merge(days.sunday(day), sketches, Long::sum));
        for (Instant week : ofWeeks.lacking(weeks, Measurement.CLIENTS_WEEK, Measurement.CLIENTS_AREA_WEEK)) {
            makeWeek(week, days.begin(week, 7));
            made++;
        }
        return made;
    }

    private void makeDay(Instant day, Instant next) throws InterruptedException {
        DeviceTally<String> tally = new DeviceTally<>();
        reader.forEach(new PointsQuestion(Measurement.CLIENTS, day, next, "", -1, PAGE), point -> {
            String salt = text(point, Columns.SALT.name());
            String sketch = text(point, Columns.SKETCH.name());
            tally.add(Areas.of(text(point, Columns.KIOSK.name())), salt, 1, sketch);
            tally.add(ALL, salt, 1, sketch);
        });
        write(tally, Measurement.CLIENTS_AREA_DAY, Measurement.CLIENTS_DAY, day);
    }

    private void makeWeek(Instant week, Instant next) throws InterruptedException {
        DeviceTally<String> tally = new DeviceTally<>();
        reader.forEach(
                new PointsQuestion(Measurement.CLIENTS_DAY, week, next, "", -1, PAGE), point -> add(tally, ALL, point));
        reader.forEach(
                new PointsQuestion(Measurement.CLIENTS_AREA_DAY, week, next, "", -1, PAGE),
                point -> add(tally, text(point, Columns.AREA.name()), point));
        write(tally, Measurement.CLIENTS_AREA_WEEK, Measurement.CLIENTS_WEEK, week);
    }

    private void add(DeviceTally<String> tally, String group, StoredPoint point) {
        if (text(point, Columns.ZONE.name()).equals(zone())
                && point.values().get(Columns.USES.name()) instanceof Long sketches) {
            tally.add(group, text(point, Columns.HASHED.name()), sketches, text(point, Columns.SKETCH.name()));
        }
    }

    /** Areas first: a day whose sketch of all kiosks is there has them all, but for a kill between two writes. */
    private void write(DeviceTally<String> tally, Measurement ofAreas, Measurement ofAll, Instant begin)
            throws InterruptedException {
        RollupWriter made = new RollupWriter(writer);
        for (boolean all : List.of(false, true)) {
            tally.forEach((group, salt, sketches, base64) -> {
                if (group.equals(ALL) == all) {
                    List<String> tags = all ? List.of(hashed(salt), zone()) : List.of(group, hashed(salt), zone());
                    made.add(all ? ofAll : ofAreas, tags, Nanos.of(begin), sketches, base64);
                }
            });
            made.write();
        }
    }

    /** A tag has to be something. */
    private static String hashed(String salt) {
        return salt.isEmpty() ? DAMAGED : salt;
    }

    private String zone() {
        return days.zone().getId();
    }

    private static Step step(Instant from) {
        return new Step(from, Duration.ofHours(1));
    }

    private static Instant at(long epochNanos) {
        return Instant.ofEpochSecond(0, epochNanos);
    }

    private static String text(StoredPoint point, String column) {
        return String.valueOf(point.values().getOrDefault(column, ""));
    }

    /**
     * Counts of how many sketches rollups of a time were merged; a slow store is asked for no more than so much at
     * once.
     */
    private final class Counting {
        private final Instant from;
        private final Instant to;
        private final Duration atOnce;

        Counting(Instant from, Instant to, Duration atOnce) {
            this.from = from;
            this.to = to;
            this.atOnce = atOnce;
        }

        Set<Instant> lacking(Map<Instant, Long> there, Measurement ofAll, Measurement ofAreas) {
            Map<Instant, Long> all = counted(ofAll);
            Map<Instant, Long> areas = counted(ofAreas);
            Map<Instant, Long> lacking = new TreeMap<>(there);
            lacking.entrySet()
                    .removeIf(each -> each.getValue() <= all.getOrDefault(each.getKey(), 0L)
                            && each.getValue() <= areas.getOrDefault(each.getKey(), 0L));
            return lacking.keySet();
        }

        /** By when what is rolled up begins. */
        Map<Instant, Long> counted(Measurement rollup) {
            Map<Instant, Long> counted = new TreeMap<>();
            Map<Tag, Set<String>> among = Map.of(Columns.ZONE, Set.of(zone()));
            for (Instant begin = from; begin.isBefore(to); begin = begin.plus(atOnce)) {
                Instant end = begin.plus(atOnce).isBefore(to) ? begin.plus(atOnce) : to;
                reader.sums(
                        new SumsQuestion(rollup, begin, end, step(from), List.of(), among, List.of()),
                        row -> counted.merge(at(row.epochNanos()), row.count(), Long::sum));
            }
            return counted;
        }
    }
}
