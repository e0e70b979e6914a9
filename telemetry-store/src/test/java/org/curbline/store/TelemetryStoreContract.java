package org.curbline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.HourlyQuestion;
import org.curbline.store.PointReader.NumbersRow;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store keeps to: that of {@link StoredPointsContract}, and that it counts and sums what it has. */
public abstract class TelemetryStoreContract extends StoredPointsContract {
    @Test
    void sumsAreExactBeyondWhatADoubleHolds() throws Exception {
        long big = (1L << 53) + 1;
        PointBatch batch = wifi(kiosk, NOON, 1, 7, big, 1);
        add(batch, kiosk, NOON, 2, 8, big + 1, 2);
        write(batch);
        assertEquals(List.of(15L, 2 * big + 1, 3L), total().sums());
        assertEquals(
                List.of(15L, 2 * big + 1, 3L),
                sums(new Step(FIRST, Duration.ofDays(1)), FIRST, LAST).get(0).sums());
        assertEquals(big, points(Measurement.WIFI).get(0).values().get("down_bytes"));
    }

    @Test
    void missingFieldsCountAsNothingInSums() throws Exception {
        PointBatch batch = new PointBatch(256);
        batch.begin(Measurement.WIFI)
                .tag(Columns.KIOSK, kiosk)
                .field(Columns.SEQ, 1)
                .end(nanos(NOON, 1));
        write(batch);
        assertEquals(1, total().count());
        assertEquals(List.of(0L, 0L, 0L), total().sums());
    }

    @Test
    void groupsByTagsAmongThoseThatAreAskedFor() throws Exception {
        PointBatch batch = wifi(kiosk + "-b", NOON, 1, 1, 10, 1);
        add(batch, kiosk + "-a", NOON, 1, 2, 20, 1);
        batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk + "-a"); // no network is said
        batch.field(Columns.SEQ, 2).field(Columns.DOWN, 30).end(nanos(NOON, 2));
        add(batch, kiosk + "-a", NOON, 3, 3, 5, 1);
        add(batch, kiosk + "-c", NOON, 1, 4, 40, 1);
        write(batch);
        SumsQuestion question = new SumsQuestion(
                Measurement.WIFI,
                FIRST,
                LAST,
                null,
                List.of(Columns.NETWORK, Columns.KIOSK),
                Map.of(Columns.KIOSK, Set.of(kiosk + "-a", kiosk + "-b")),
                List.of(Columns.DOWN));

        assertEquals(
                Map.of(
                        List.of("open", kiosk + "-a"), List.of(2L, 25L),
                        List.of("", kiosk + "-a"), List.of(1L, 30L),
                        List.of("open", kiosk + "-b"), List.of(1L, 10L)),
                sums(question).stream()
                        .collect(Collectors.toMap(
                                SumsRow::tags,
                                row -> List.of(row.count(), row.sums().get(0)))));
    }

    @Test
    void stepsBeginWhereTheyAreSaidTo() throws Exception {
        PointBatch batch = wifi(kiosk, NOON.plusSeconds(29 * 60), 1, 1, 1, 1);
        add(batch, kiosk, NOON.plusSeconds(31 * 60), 2, 1, 2, 1);
        add(batch, kiosk, NOON.plusSeconds(61 * 60), 3, 1, 4, 1);
        write(batch);

        assertEquals(
                Map.of(NOON, 3L, NOON.plusSeconds(3600), 4L), downBySteps(new Step(FIRST, Duration.ofHours(1)), FIRST));
        Step india = new Step(FIRST.plusSeconds(1800), Duration.ofHours(1));
        assertEquals(
                Map.of(NOON.minusSeconds(1800), 1L, NOON.plusSeconds(1800), 6L),
                downBySteps(india, FIRST.plusSeconds(1800)));
        Instant day = Instant.parse("2026-06-10T04:00:00Z"); // New York's
        assertEquals(
                Map.of(day, 6L),
                downBySteps(new Step(FIRST.plusSeconds(4 * 3600), Duration.ofDays(1)), NOON.plusSeconds(1800)));
    }

    private Map<Instant, Long> downBySteps(Step step, Instant from) {
        return sums(step, from, LAST).stream()
                .collect(Collectors.toMap(
                        row -> Instant.ofEpochSecond(0, row.epochNanos()),
                        row -> row.sums().get(1),
                        Long::sum));
    }

    /** More of a kiosk than a store may hand over at once, on both sides of a midnight. */
    @Test
    void hoursOfVeryManyPointsAreSummedUpWhole() throws Exception {
        Instant midnight = Instant.parse("2026-06-11T00:00:00Z");
        Instant begin = midnight.minusSeconds(12_000);
        PointBatch batch = new PointBatch(1024);
        for (int i = 0; i < 24_000; i++) {
            add(batch, kiosk, begin.plusSeconds(i), i, 1, i, 1);
        }
        write(batch);
        Instant origin = begin.truncatedTo(ChronoUnit.DAYS);
        SumsQuestion question = new SumsQuestion(
                Measurement.WIFI,
                begin,
                begin.plusSeconds(24_000),
                new Step(origin, Duration.ofHours(1)),
                List.of(Columns.KIOSK),
                Map.of(Columns.KIOSK, Set.of(kiosk)),
                List.of(Columns.DURATION, Columns.DOWN));

        Map<Instant, Long> counts = new TreeMap<>();
        long down = 0;
        for (SumsRow row : sums(question)) {
            assertEquals(row.count(), row.sums().get(0));
            counts.merge(Instant.ofEpochSecond(0, row.epochNanos()), row.count(), Long::sum);
            down += row.sums().get(1);
        }
        assertEquals(24_000L * 23_999 / 2, down);
        assertEquals(8, counts.size());
        assertEquals(1_200, counts.get(midnight.minusSeconds(4 * 3600)));
        assertEquals(3_600, counts.get(midnight));
    }

    @Test
    void rollupsAreWrittenAgainAndReadLikePoints() throws Exception {
        for (long uses : List.of(1L, 3L)) {
            PointBatch batch = new PointBatch(256);
            for (String service : List.of("wifi", "call")) {
                batch.begin(Measurement.USAGE_HOUR)
                        .tag(Columns.KIND, "open")
                        .tag(Columns.KIOSK, kiosk)
                        .tag(Columns.SERVICE, service)
                        .field(Columns.USES, uses)
                        .field(Columns.DOWN, 10 * uses)
                        .end(nanos(NOON, 0));
            }
            write(batch);
        }
        SumsQuestion question = new SumsQuestion(
                Measurement.USAGE_HOUR,
                NOON,
                LAST,
                new Step(NOON, Duration.ofHours(1)),
                List.of(Columns.SERVICE, Columns.KIND),
                Map.of(Columns.KIOSK, Set.of(kiosk), Columns.SERVICE, Set.of("wifi", "tablet")),
                List.of(Columns.DOWN, Columns.UP));

        assertEquals(
                List.of(new SumsRow(nanos(NOON, 0), List.of("wifi", "open"), 3, List.of(30L, 0L))),
                sums(question),
                "as many as it was made of");
    }

    @Test
    void theHoursOfAKioskAreSummedUpOverItsSeries() throws Exception {
        PointBatch batch = wifi(kiosk, NOON, 1, 10, 100, 1);
        add(batch, kiosk, NOON.plusSeconds(3599), 2, 20, 200, 1);
        add(batch, kiosk, NOON.plusSeconds(3600), 3, 40, 400, 1);
        batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).tag(Columns.NETWORK, "private");
        batch.field(Columns.SEQ, 4).field(Columns.DOWN, 800).end(nanos(NOON, 4)); // and how long is not said
        batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).tag(Columns.NETWORK, "private");
        batch.field(Columns.SEQ, 5).end(nanos(NOON.plusSeconds(4 * 3600), 5));
        add(batch, kiosk + "-b", NOON, 1, 1, 1, 1);
        write(batch);
        SumsQuestion question = new SumsQuestion(
                Measurement.WIFI,
                NOON,
                LAST,
                new Step(FIRST, Duration.ofHours(1)),
                List.of(Columns.KIOSK),
                Map.of(Columns.KIOSK, Set.of(kiosk, kiosk + "-b")),
                List.of(Columns.DURATION, Columns.DOWN));
        Map<List<Object>, List<Long>> hours = new HashMap<>();
        sums(question)
                .forEach(row -> hours.put(
                        List.of(row.tags().get(0), Instant.ofEpochSecond(0, row.epochNanos())),
                        List.of(row.count(), row.sums().get(0), row.sums().get(1))));

        assertEquals(
                Map.of(
                        List.of(kiosk, NOON), List.of(3L, 30L, 1100L),
                        List.of(kiosk, NOON.plusSeconds(3600)), List.of(1L, 40L, 400L),
                        List.of(kiosk, NOON.plusSeconds(4 * 3600)), List.of(1L, 0L, 0L),
                        List.of(kiosk + "-b", NOON), List.of(1L, 1L, 1L)),
                hours);
    }

    /** Of everybody, as rollups are made; where days meet and within an hour, whatever the kiosks' names are. */
    @Test
    void theHoursOfAllKiosksAreSummedUpWhateverTheyAreCalled() throws Exception {
        Instant begin = Instant.parse("2026-03-01T05:20:00Z");
        Instant end = begin.plus(Duration.ofDays(5));
        List<String> kiosks = List.of(kiosk, kiosk + " a,b\"c\"\"d,\"", '"' + kiosk, kiosk + ",");
        PointBatch batch = new PointBatch(1024);
        Map<List<Object>, List<Long>> expected = new HashMap<>();
        for (int i = 0; i < 240; i++) {
            Instant at = begin.plus(Duration.ofMinutes(30L * i + 1));
            String id = kiosks.get(i % 3);
            add(batch, id, at, i, 60, 1L << 53, i);
            Instant hour = at.truncatedTo(ChronoUnit.HOURS);
            expected.merge(
                    List.of(id, "open", hour), List.of(1L, 60L, 1L << 53, (long) i), TelemetryStoreContract::sum);
        }
        batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosks.get(3)); // of no network, and of no length
        batch.field(Columns.SEQ, 1).field(Columns.UP, 5).end(nanos(begin, 1));
        expected.put(List.of(kiosks.get(3), "", begin.truncatedTo(ChronoUnit.HOURS)), List.of(1L, 0L, 0L, 5L));
        add(batch, kiosk, begin.minusMillis(1), 1, 1, 1, 1);
        add(batch, kiosk, end, 1, 1, 1, 1);
        write(batch);
        for (Duration hours : List.of(Duration.ofHours(1), Duration.ofMinutes(30))) {
            SumsQuestion question = new SumsQuestion(
                    Measurement.WIFI,
                    begin,
                    end,
                    new Step(begin.truncatedTo(ChronoUnit.DAYS), hours),
                    List.of(Columns.KIOSK, Columns.NETWORK),
                    Map.of(),
                    List.of(Columns.DURATION, Columns.DOWN, Columns.UP));
            Map<List<Object>, List<Long>> found = new HashMap<>();
            for (SumsRow row : sums(question)) {
                if (kiosks.contains(row.tags().get(0))) {
                    Instant hour = Instant.ofEpochSecond(0, row.epochNanos()).truncatedTo(ChronoUnit.HOURS);
                    List<Long> uses = new ArrayList<>(row.sums());
                    uses.add(0, row.count());
                    found.merge(List.of(row.tags().get(0), row.tags().get(1), hour), uses, TelemetryStoreContract::sum);
                }
            }
            assertEquals(expected, found, hours::toString);
        }
    }

    private static List<Long> sum(List<Long> some, List<Long> more) {
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < some.size(); i++) {
            sums.add(some.get(i) + more.get(i));
        }
        return sums;
    }

    @Test
    protected void aShortTimeIsSummedUpByKioskLikeALongOne() throws Exception {
        PointBatch batch = wifi(kiosk, NOON, 1, 10, 100, 1);
        add(batch, kiosk, NOON, 2, 20, 200, 1);
        add(batch, kiosk, NOON.plusSeconds(1799), 3, 40, 400, 1);
        add(batch, kiosk, NOON.plusSeconds(1800), 4, 80, 800, 1);
        batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk); // no network, and nothing but its number
        batch.field(Columns.SEQ, 1).end(nanos(NOON, 1));
        add(batch, kiosk + "-b", NOON.plusSeconds(900), 1, 1, 1, 1);
        write(batch);
        for (Duration length : List.of(Duration.ofMinutes(30), Duration.ofMinutes(90))) {
            SumsQuestion question = new SumsQuestion(
                    Measurement.WIFI,
                    NOON,
                    NOON.plus(length),
                    null,
                    List.of(Columns.KIOSK, Columns.NETWORK),
                    Map.of(Columns.KIOSK, Set.of(kiosk, kiosk + "-b")),
                    List.of(Columns.DOWN));
            long last = length.toMinutes() > 30 ? 1 : 0;
            assertEquals(
                    Map.of(
                            List.of(kiosk, "open"), List.of(3 + last, 700 + last * 800),
                            List.of(kiosk, ""), List.of(1L, 0L),
                            List.of(kiosk + "-b", "open"), List.of(1L, 1L)),
                    sums(question).stream()
                            .collect(Collectors.toMap(
                                    SumsRow::tags,
                                    row -> List.of(row.count(), row.sums().get(0)))),
                    length::toString);
        }
    }

    @Test
    void ofALongTimeWithoutAPointThereIsNoSum() throws Exception {
        write(wifi(kiosk, NOON, 1, 10, 100, 1));
        assertEquals(
                List.of(),
                sums(new SumsQuestion(
                        Measurement.WIFI,
                        NOON.plusSeconds(1),
                        NOON.plus(Duration.ofHours(5)),
                        null,
                        List.of(Columns.KIOSK),
                        Map.of(Columns.KIOSK, Set.of(kiosk)),
                        List.of(Columns.DOWN))));
    }

    @Test
    void asManyMayBeNamedAsAreMeant() throws Exception {
        PointBatch batch = new PointBatch(1024);
        Set<String> named = new HashSet<>();
        for (int i = 0; i < 130; i++) {
            String id = kiosk + "-" + i;
            batch.begin(Measurement.USAGE_DAY)
                    .tag(Columns.KIND, "open")
                    .tag(Columns.KIOSK, id)
                    .tag(Columns.SERVICE, "wifi")
                    .tag(Columns.ZONE, "UTC")
                    .field(Columns.USES, 1L << (i % 50))
                    .end(nanos(NOON, 0));
            if (i % 13 != 0) {
                named.add(id);
            }
        }
        write(batch);
        Map<Tag, Set<String>> among = Map.of(Columns.KIOSK, named, Columns.SERVICE, Set.of("wifi", "call"));
        Map<String, Long> uses = new TreeMap<>();
        sums(new SumsQuestion(Measurement.USAGE_DAY, NOON, LAST, null, List.of(Columns.KIOSK), among, List.of()))
                .forEach(row -> uses.merge(row.tags().get(0), row.count(), Long::sum));
        assertEquals(named, uses.keySet());
        assertEquals(1L << 20, uses.get(kiosk + "-70"));
        long all = 0;
        for (SumsRow row :
                sums(new SumsQuestion(Measurement.USAGE_DAY, NOON, LAST, null, List.of(), among, List.of()))) {
            all += row.count();
        }
        assertEquals(uses.values().stream().mapToLong(Long::longValue).sum(), all);
    }

    /** A few hundred of whatever name: an alternative each is nested too deep, and a name may look like a question. */
    @Test
    void rollupsOfManyKiosksAreSummedUpByWhatIsAskedFor() throws Exception {
        List<String> names = List.of("a\"b", "a'b", "${1+1}", "$${b}", "a) or true", "a # b");
        PointBatch batch = new PointBatch(1024);
        for (int i = 0; i < 300; i++) {
            for (String kind : List.of("open", "private")) {
                batch.begin(Measurement.USAGE_DAY)
                        .tag(Columns.KIND, kind)
                        .tag(Columns.KIOSK, kiosk + names.get(i % names.size()) + i)
                        .tag(Columns.SERVICE, "wifi")
                        .tag(Columns.ZONE, "UTC")
                        .field(Columns.USES, i)
                        .field(Columns.DURATION, 10L * i);
                if (kind.equals("open")) {
                    batch.field(Columns.DOWN, 100L * i);
                }
                batch.end(nanos(NOON, i % 2));
            }
        }
        write(batch);
        Set<String> named = new HashSet<>();
        for (int i = 1; i < 300; i++) { // not the first
            named.add(kiosk + names.get(i % names.size()) + i);
        }
        named.add("a\\\" or true or \""); // which nobody is called
        Map<Tag, Set<String>> among = Map.of(Columns.KIOSK, named);
        List<Whole> fields = List.of(Columns.DURATION, Columns.USES, Columns.DOWN, Columns.UP);
        List<SumsRow> byKiosk =
                sums(new SumsQuestion(Measurement.USAGE_DAY, NOON, LAST, null, List.of(Columns.KIOSK), among, fields));
        assertEquals(299, byKiosk.size());
        for (SumsRow row : byKiosk) {
            long i = row.count() / 2;
            assertEquals(List.of(kiosk + names.get((int) i % names.size()) + i), row.tags());
            assertEquals(List.of(20 * i, 2 * i, 100 * i, 0L), row.sums());
        }
        List<SumsRow> byKind = sums(new SumsQuestion(
                Measurement.USAGE_DAY, NOON, LAST, null, List.of(Columns.KIND, Columns.KIOSK), among, List.of()));
        assertEquals(2 * 299, byKind.size());
        assertEquals(
                List.of(),
                sums(new SumsQuestion(Measurement.USAGE_DAY, NOON, NOON, null, List.of(Columns.KIOSK), among, fields)));
    }

    /** Of more areas than are named at once, over more time than is held at once, from within a step on. */
    @Test
    void rollupsOfManyAreasAreSummedUpByStepsOverLong() throws Exception {
        Duration day = Duration.ofDays(1);
        Instant origin = NOON.minusSeconds(7 * 3600); // a day's beginning by some clocks
        PointBatch batch = new PointBatch(1024);
        Set<String> named = new HashSet<>();
        for (int area = 0; area < 70; area++) {
            String name = kiosk + "-area-" + area;
            if (area != 13) {
                named.add(name);
            }
            for (int days = 0; days < 300; days += 50) {
                for (int hour : List.of(0, 1, 20)) {
                    batch.begin(Measurement.USAGE_AREA_HOUR)
                            .tag(Columns.AREA, name)
                            .tag(Columns.KIND, "open")
                            .tag(Columns.SERVICE, "wifi")
                            .field(Columns.USES, hour + 1)
                            .field(Columns.DOWN, 1_000L * area)
                            .end(nanos(origin.plus(day.multipliedBy(days)).plusSeconds(3600L * hour), 0));
                }
            }
        }
        write(batch);
        Map<Tag, Set<String>> among = Map.of(Columns.AREA, named, Columns.SERVICE, Set.of("wifi"));
        Instant from = origin.plusSeconds(1);
        Instant to = origin.plus(day.multipliedBy(250)).plusSeconds(3600);
        Map<List<Object>, List<Long>> byArea = new HashMap<>();
        sums(new SumsQuestion(
                        Measurement.USAGE_AREA_HOUR,
                        from,
                        to,
                        new Step(origin, day),
                        List.of(Columns.AREA, Columns.SERVICE),
                        among,
                        List.of(Columns.UP, Columns.DOWN)))
                .forEach(row -> byArea.put(
                        List.of(row.tags(), row.epochNanos()),
                        List.of(row.count(), row.sums().get(0), row.sums().get(1))));
        assertEquals(69 * 6, byArea.size());
        List<String> last = List.of(kiosk + "-area-69", "wifi");
        assertEquals(List.of(23L, 0L, 138_000L), byArea.get(List.of(last, nanos(origin, 0))));
        assertEquals(
                List.of(24L, 0L, 207_000L), byArea.get(List.of(last, nanos(origin.plus(day.multipliedBy(200)), 0))));
        assertEquals(List.of(1L, 0L, 69_000L), byArea.get(List.of(last, nanos(origin.plus(day.multipliedBy(250)), 0))));

        Step hours = new Step(origin, Duration.ofHours(1));
        List<SumsRow> together = sums(new SumsQuestion(
                Measurement.USAGE_AREA_HOUR, from, to, hours, List.of(), among, List.of(Columns.DOWN)));
        assertEquals(5 * 3, together.size());
        assertTrue(together.contains(
                new SumsRow(nanos(origin.plusSeconds(3600), 0), List.of(), 2 * 69, List.of(1_000L * (2_415 - 13)))));
        List<SumsRow> whole = sums(new SumsQuestion(
                Measurement.USAGE_AREA_HOUR, from, to, null, List.of(Columns.AREA), among, List.of(Columns.DOWN)));
        assertEquals(69, whole.size());
        assertTrue(whole.contains(new SumsRow(0, List.of(kiosk + "-area-69"), 23 + 4 * 24 + 1, List.of(69_000L * 15))));
    }

    @Test
    void usesAreCountedByKioskAndHourFromTheBeginningOfTheQuestion() throws Exception {
        for (Instant from : List.of(NOON, NOON.plusSeconds(1800), NOON.minusSeconds(900))) {
            String id = kiosk + from;
            PointBatch batch = wifi(id, from.minusMillis(1), 1, 60, 5, 0);
            add(batch, id, from, 2, 60, 5, 0);
            add(batch, id, from.plusSeconds(3599), 3, 60, 0, 7);
            add(batch, id, from.plusSeconds(3600), 4, 60, 0, 7);
            add(batch, id, from.plusSeconds(3 * 3600), 5, 60, 5, 0);
            add(batch, id, from.plusSeconds(4 * 3600), 6, 60, 5, 0);
            write(batch);
            assertEquals(Map.of(0, 2L, 1, 1L, 3, 1L), hourly(id, from, null));
            assertEquals(Map.of(0, 1L, 1, 1L), hourly(id, from, Columns.DOWN));
        }
    }

    private Map<Integer, Long> hourly(String id, Instant from, @Nullable Whole empty) {
        Map<Integer, Long> counts = new TreeMap<>();
        Instant to = from.plusSeconds(4 * 3600);
        store().reader().hourly(new HourlyQuestion(Measurement.WIFI, from, to, empty), row -> {
            if (row.kiosk().equals(id)) {
                counts.put(row.hour(), row.count());
            }
        });
        return counts;
    }

    @Test
    void theLastUseOfEachKioskIsFoundWhateverItsOtherTagsAre() throws Exception {
        PointBatch batch = new PointBatch(1024);
        int seq = 0;
        for (String network : List.of("open", "private", "open")) {
            batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).tag(Columns.NETWORK, network);
            batch.field(Columns.SEQ, ++seq);
            batch.end(nanos(NOON.plusSeconds(seq), seq));
        }
        add(batch, kiosk + "-b", NOON.minusSeconds(1), 1, 1, 1, 1);
        write(batch);
        Map<String, Long> last = new TreeMap<>();
        store().reader().lastUses(Measurement.WIFI, NOON, use -> {
            if (use.kiosk().startsWith(kiosk)) {
                last.put(use.kiosk(), use.epochNanos());
            }
        });
        assertEquals(Map.of(kiosk, nanos(NOON.plusSeconds(3), 3)), last);
    }

    /** Also as every reader would answer that has nothing better. */
    @Test
    void numbersOfKiosksAreCountedRunByRunWithTheirLowestAndHighest() throws Exception {
        PointBatch batch = new PointBatch(1024);
        for (int seq : List.of(7, 5, 9)) {
            add(batch, kiosk, NOON.plusSeconds(seq), seq, 60, 1000, 10);
        }
        add(batch, kiosk, NOON.plusSeconds(60), 99, 60, 1000, 10);
        ofRun(batch, kiosk + "-b", "second", 3);
        ofRun(batch, kiosk + "-b", "second", 6);
        ofRun(batch, kiosk + "-c", "second", 8);
        ofRun(batch, kiosk + "-c", "third", 1);
        write(batch);

        List<NumbersRow> counted = new ArrayList<>();
        List<NumbersRow> read = new ArrayList<>();
        store().reader().numbers(Measurement.WIFI, NOON, NOON.plusSeconds(60), counted::add);
        new ReaderOfPointsAlone(store().reader()).numbers(Measurement.WIFI, NOON, NOON.plusSeconds(60), read::add);

        Set<NumbersRow> alone =
                Set.of(new NumbersRow(kiosk, "", 3, 5, 9), new NumbersRow(kiosk + "-b", "second", 2, 3, 6));
        Set<NumbersRow> apart =
                Set.of(new NumbersRow(kiosk + "-c", "second", 1, 8, 8), new NumbersRow(kiosk + "-c", "third", 1, 1, 1));
        NumbersRow together = new NumbersRow(kiosk + "-c", null, 2, 1, 8);
        for (List<NumbersRow> rows : List.of(counted, read)) {
            rows.removeIf(row -> !row.kiosk().startsWith(kiosk));
            Set<NumbersRow> several = new HashSet<>(rows);
            several.removeAll(alone);
            assertEquals(alone.size() + several.size(), rows.size(), rows::toString);
            assertTrue(several.equals(apart) || several.equals(Set.of(together)), rows::toString);
        }
    }

    private static void ofRun(PointBatch batch, String id, String run, int seq) {
        batch.begin(Measurement.WIFI)
                .tag(Columns.KIOSK, id)
                .tag(Columns.NETWORK, "open")
                .field(Columns.SEQ, seq)
                .field(Columns.RUN, run)
                .field(Columns.DURATION, 1)
                .end(nanos(NOON, seq));
    }
}
