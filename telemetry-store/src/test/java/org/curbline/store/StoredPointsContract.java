package org.curbline.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.NewestQuestion;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.PointWriter.RefusedPoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every store keeps to that takes points and gives them back. Each test has kiosks of its own, as the store is
 * shared.
 */
@Timeout(60)
public abstract class StoredPointsContract {
    static final Instant FIRST = Instant.parse("2024-01-01T00:00:00Z");
    static final Instant LAST = Instant.parse("2030-01-01T00:00:00Z");
    static final Instant NOON = Instant.parse("2026-06-10T12:00:00Z");

    final String kiosk = "mn-" + UUID.randomUUID();

    protected abstract TelemetryStore store();

    @Test
    void whatWasWrittenIsInTheNextAnswer() throws Exception {
        for (int seq = 1; seq <= 10; seq++) {
            write(wifi(kiosk, NOON, seq, 60, 1000, 10));
            assertEquals(seq, points(Measurement.WIFI).size());
        }
    }

    @Test
    void aRepeatIsStoredOnce() throws Exception {
        PointBatch batch = wifi(kiosk, NOON, 1, 60, 1000, 10);
        write(batch);
        write(batch);
        PointBatch more = wifi(kiosk, NOON, 2, 60, 1000, 10);
        add(more, kiosk, NOON, 1, 60, 1000, 10);
        add(more, kiosk, NOON, 1, 60, 1000, 10);
        write(more);

        assertEquals(List.of(1L, 2L), seqs(points(Measurement.WIFI)));
        assertEquals(2, total().count());
    }

    @Test
    void twoEventsInOneMillisecondStayTwo() throws Exception {
        PointBatch batch = wifi(kiosk, NOON, 7, 60, 1, 1);
        add(batch, kiosk, NOON, 8, 60, 1, 1);
        write(batch);

        List<StoredPoint> points = points(Measurement.WIFI);
        assertEquals(List.of(7L, 8L), seqs(points));
        assertEquals(nanos(NOON, 7), points.get(0).epochNanos());
        assertEquals(nanos(NOON, 8), points.get(1).epochNanos());
    }

    @Test
    void samePlaceInTimeUnderOtherTagsIsAnotherPoint() throws Exception {
        PointBatch batch = new PointBatch(1024);
        for (String network : List.of("open", "private")) {
            batch.begin(Measurement.WIFI)
                    .tag(Columns.KIOSK, kiosk)
                    .tag(Columns.NETWORK, network)
                    .field(Columns.SEQ, 1)
                    .end(nanos(NOON, 1));
        }
        write(batch);
        assertEquals(2, points(Measurement.WIFI).size());
    }

    @Test
    void aStoredPointComesBackWithItsTypesAndWithoutWhatItLacks() throws Exception {
        PointBatch batch = new PointBatch(1024);
        batch.begin(Measurement.HEALTH)
                .tag(Columns.KIOSK, kiosk)
                .field(Columns.SEQ, 3)
                .field(Columns.TEMPERATURE, -12.5)
                .field(Columns.CPU, 1.0E-5)
                .field(Columns.MEMORY, 100.0)
                .field(Columns.UPTIME, Long.MAX_VALUE)
                .end(nanos(NOON, 3));
        write(batch);

        StoredPoint point = points(Measurement.HEALTH).get(0);
        assertEquals(nanos(NOON, 3), point.epochNanos());
        assertEquals(
                Map.of(
                        "kiosk",
                        kiosk,
                        "seq",
                        3L,
                        "temperature_celsius",
                        -12.5,
                        "cpu_percent",
                        1.0E-5,
                        "memory_percent",
                        100.0,
                        "uptime_seconds",
                        Long.MAX_VALUE),
                point.values());
    }

    @Test
    void oddTextComesBackAsItWas() throws Exception {
        String oddKiosk = kiosk + " a,b=c'd\"e ü 漢 😀 $/*--;";
        List<String> texts = List.of(
                "",
                " ",
                "\"quoted\"",
                "back\\slash\\",
                "'; DROP TABLE wifi; --",
                "a,b=c d",
                "ü漢😀",
                "{\"k\":1}",
                "\\\"");
        PointBatch batch = new PointBatch(16);
        int seq = 0;
        for (String text : texts) {
            batch.begin(Measurement.STATUS)
                    .tag(Columns.KIOSK, oddKiosk)
                    .tag(Columns.SERVICE, "wifi")
                    .field(Columns.SEQ, ++seq)
                    .field(Columns.STATE, "up")
                    .field(Columns.REASON, text)
                    .end(nanos(NOON, seq));
        }
        write(batch);

        List<StoredPoint> points = points(Measurement.STATUS, oddKiosk, FIRST, LAST, 0, 100);
        assertEquals(
                texts,
                points.stream()
                        .map(p -> String.valueOf(p.values().get("reason")))
                        .toList());
        assertEquals(oddKiosk, points.get(0).values().get("kiosk"));
        SumsQuestion question = new SumsQuestion(
                Measurement.STATUS,
                FIRST,
                LAST,
                null,
                List.of(Columns.KIOSK),
                Map.of(Columns.KIOSK, Set.of(oddKiosk, "' OR ''='")),
                List.of());
        assertEquals(
                List.of(List.of(oddKiosk)),
                sums(question).stream().map(SumsRow::tags).toList());
    }

    @Test
    void controlCharactersBecomeSpacesAndHarmNothing() throws Exception {
        PointBatch batch = new PointBatch(16);
        batch.begin(Measurement.STATUS)
                .tag(Columns.KIOSK, kiosk)
                .tag(Columns.SERVICE, "a\nb")
                .field(Columns.SEQ, 1)
                .field(Columns.REASON, "one\ntwo\r\tthree")
                .end(nanos(NOON, 1));
        write(batch);
        assertEquals(
                "one two  three", points(Measurement.STATUS).get(0).values().get("reason"));
        assertEquals("a b", points(Measurement.STATUS).get(0).values().get("service"));
    }

    @Test
    void anUnknownKioskHasNothing() {
        assertEquals(List.of(), points(Measurement.TABLET));
        assertEquals(List.of(), sums(null, FIRST, LAST));
        assertEquals(List.of(), sums(new Step(FIRST, Duration.ofDays(1)), FIRST, LAST));
        assertEquals(List.of(), points(Measurement.WIFI, "' OR 1=1 --", FIRST, LAST, 0, 10));
    }

    @Test
    void timesAreHalfOpen() throws Exception {
        write(wifi(kiosk, NOON, 0, 1, 1, 1));
        Instant later = NOON.plusMillis(1);
        assertEquals(1, points(Measurement.WIFI, kiosk, NOON, later, 0, 10).size());
        assertEquals(
                0,
                points(Measurement.WIFI, kiosk, NOON.minusMillis(1), NOON, 0, 10)
                        .size());
        assertEquals(1, sums(null, NOON, later).size());
        assertEquals(0, sums(null, NOON.minusMillis(1), NOON).size());
        assertEquals(0, sums(null, later, LAST).size());
        assertEquals(
                1,
                points(Measurement.WIFI, kiosk, Instant.MIN, Instant.MAX, 0, 10).size());
    }

    @Test
    void pointsAreReadPageByPage() throws Exception {
        PointBatch batch = new PointBatch(1024);
        for (int seq = 25; seq >= 1; seq--) {
            add(batch, kiosk, NOON.plusMillis(seq / 3), seq, 1, 1, 1);
        }
        write(batch);

        List<Long> seen = new ArrayList<>();
        long after = 0;
        while (true) {
            List<StoredPoint> page = points(Measurement.WIFI, kiosk, FIRST, LAST, after, 10);
            seen.addAll(seqs(page));
            if (page.size() < 10) {
                break;
            }
            after = page.get(9).epochNanos();
        }
        List<Long> expected = new ArrayList<>();
        for (long seq = 1; seq <= 25; seq++) {
            expected.add(seq);
        }
        assertEquals(expected, seen);
    }

    @Test
    void theNewestPointOfEverySeriesIsFound() throws Exception {
        PointBatch batch = new PointBatch(10);
        status(batch, "wifi", "up", 10, 1);
        status(batch, "wifi", "down", 20, 2);
        status(batch, "call", "up", 15, 3);
        status(batch, "tablet", "up", -1, 4);
        write(batch);

        Map<String, Object> states = new TreeMap<>();
        for (StoredPoint point : newest("", Map.of())) {
            if (kiosk.equals(point.values().get("kiosk"))) {
                states.put(
                        (String) point.values().get("service"), point.values().get("state"));
            }
        }
        assertEquals(Map.of("wifi", "down", "call", "up"), states);
        assertEquals(2, newest(kiosk, Map.of()).size());
        List<StoredPoint> call = newest(kiosk, Map.of(Columns.SERVICE, Set.of("call", "charging")));
        assertEquals(Set.of("kiosk", "service", "state"), call.get(0).values().keySet());
        assertEquals(1, call.size());
        assertEquals("call", call.get(0).values().get("service"));
        Map<Tag, Set<String>> either = Map.of(Columns.SERVICE, Set.of("wifi", "call"), Columns.KIOSK, Set.of(kiosk));
        assertEquals(2, newest("", either).size());
        assertEquals(List.of(), newest(kiosk, Map.of(Columns.SERVICE, Set.of("it's \\ \"quoted\""))));
    }

    private List<StoredPoint> newest(String ofKiosk, Map<Tag, Set<String>> among) {
        return store().reader()
                .newest(new NewestQuestion(Measurement.STATUS, ofKiosk, NOON, among, List.of(Columns.STATE)));
    }

    @Test
    void everyPointIsHandedOverOnceWhateverThePagesAre() throws Exception {
        PointBatch batch = new PointBatch(64);
        for (int i = 0; i < 9; i++) {
            batch.begin(Measurement.TRANSITION)
                    .tag(Columns.KIOSK, kiosk + '-' + i)
                    .tag(Columns.SERVICE, "wifi")
                    .tag(Columns.VIEW, "seen");
            batch.field(Columns.STATE, "up");
            batch.end(NOON.plusSeconds(i < 2 ? 0 : i < 7 ? 1 : i).toEpochMilli() * 1_000_000);
        }
        write(batch);
        for (int page = 1; page <= 10; page++) {
            List<String> kiosks = new ArrayList<>();
            PointsQuestion all = new PointsQuestion(Measurement.TRANSITION, NOON, NOON.plusSeconds(9), "", -1, page);
            store().reader()
                    .forEach(all, point -> kiosks.add((String) point.values().get("kiosk")));
            List<String> mine =
                    kiosks.stream().filter(each -> each.startsWith(kiosk)).toList();
            assertEquals(9, mine.size(), () -> "pages of " + all.limit());
            assertEquals(9, Set.copyOf(mine).size());
        }
    }

    @Test
    void everyPointOfALongTimeIsHandedOverInTheOrderOfTime() throws Exception {
        List<Integer> days = List.of(0, 7, 8, 16, 29);
        PointBatch batch = new PointBatch(64);
        for (int day : days) {
            for (String id : List.of(kiosk, kiosk + "-other")) {
                batch.begin(Measurement.TRANSITION)
                        .tag(Columns.KIOSK, id)
                        .tag(Columns.SERVICE, "wifi")
                        .tag(Columns.VIEW, "known");
                batch.field(Columns.STATE, "up");
                batch.end(nanos(NOON.plus(Duration.ofDays(day)), 0));
            }
        }
        write(batch);
        Instant end = NOON.plus(Duration.ofDays(29));
        List<Long> expected = days.subList(0, 4).stream()
                .map(day -> nanos(NOON.plus(Duration.ofDays(day)), 0))
                .toList();
        for (String whose : List.of(kiosk, "")) {
            List<Long> times = new ArrayList<>();
            PointsQuestion question = new PointsQuestion(Measurement.TRANSITION, NOON, end, whose, -1, 2);
            store().reader().forEach(question, point -> {
                assertTrue(whose.isEmpty() || whose.equals(point.values().get("kiosk")), point::toString);
                if (kiosk.equals(point.values().get("kiosk"))) {
                    times.add(point.epochNanos());
                }
            });
            assertEquals(expected, times, "of " + whose);
        }
    }

    @Test
    void ofPointsOnlyWhatIsAskedForIsHandedOver() throws Exception {
        PointBatch batch = new PointBatch(64);
        for (String view : List.of("seen", "known", "suspicion")) {
            batch.begin(Measurement.TRANSITION)
                    .tag(Columns.KIOSK, kiosk)
                    .tag(Columns.SERVICE, "wifi")
                    .tag(Columns.VIEW, view);
            batch.field(Columns.STATE, "down").field(Columns.REASON, "REPORTED").field(Columns.BEFORE, "up");
            batch.end(nanos(NOON, 0));
        }
        write(batch);
        PointsQuestion question = new PointsQuestion(
                Measurement.TRANSITION,
                NOON,
                NOON.plusSeconds(1),
                "",
                -1,
                100,
                Map.of(Columns.VIEW, Set.of("known", "suspicion")),
                List.of(Columns.BEFORE));
        Set<Map<String, Object>> expected = Set.of(
                Map.of("kiosk", kiosk, "service", "wifi", "view", "known", "before", "up"),
                Map.of("kiosk", kiosk, "service", "wifi", "view", "suspicion", "before", "up"));

        List<Map<String, Object>> page = new ArrayList<>();
        store().reader().points(question).forEach(point -> page.add(point.values()));
        page.removeIf(values -> !kiosk.equals(values.get("kiosk")));
        assertEquals(expected, Set.copyOf(page));
        assertEquals(2, page.size());

        List<Map<String, Object>> all = new ArrayList<>();
        store().reader().forEach(question, point -> all.add(point.values()));
        all.removeIf(values -> !kiosk.equals(values.get("kiosk")));
        assertEquals(expected, Set.copyOf(all));
        assertEquals(2, all.size());
    }

    private void status(PointBatch batch, String service, String state, int second, int seq) {
        batch.begin(Measurement.STATUS).tag(Columns.KIOSK, kiosk).tag(Columns.SERVICE, service);
        batch.field(Columns.SEQ, seq).field(Columns.STATE, state);
        batch.end(NOON.plusSeconds(second).toEpochMilli() * 1_000_000 + seq);
    }

    @Test
    void aBatchOfFiveThousandIsStoredWhole() throws Exception {
        PointBatch batch = new PointBatch(1024);
        for (int seq = 1; seq <= 5000; seq++) {
            add(batch, kiosk, NOON.plusMillis(seq * 7L), seq, 1, 1, 1);
        }
        write(batch);
        assertEquals(5000, total().count());
    }

    @Test
    void onlyTheCulpritsOfABatchAreGivenBack() throws Exception {
        PointBatch batch = new PointBatch(1024);
        Set<Integer> bad = Set.of(0, 40, 41, 99);
        // Seen by the store before as the whole number it is: the conflict is the store's to find.
        write(wifi(kiosk, NOON, 0, 1, 1, 1));
        for (int i = 0; i < 100; i++) {
            batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).field(Columns.SEQ, i + 1);
            if (bad.contains(i)) {
                batch.field(new Column.Real(Columns.DURATION.name()), 1.5);
            }
            batch.end(nanos(NOON, i + 1));
        }
        List<RefusedPoint> refused = store().writer().write(batch);

        assertEquals(
                bad.stream().sorted().toList(),
                refused.stream().map(RefusedPoint::index).toList());
        refused.forEach(point -> assertFalse(point.why().isBlank()));
        assertEquals(97, points(Measurement.WIFI).size());
        assertTrue(store().writer().condition().available());
    }

    @Test
    void anEmptyBatchIsStored() throws Exception {
        assertEquals(List.of(), store().writer().write(new PointBatch(16)));
    }

    @Test
    void severalThreadsWriteAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<RefusedPoint>>> writes = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                PointBatch batch = new PointBatch(1024);
                for (int i = 0; i < 100; i++) {
                    add(batch, kiosk, NOON.plusMillis(t), t * 100 + i, 1, 1, 1);
                }
                writes.add(() -> store().writer().write(batch));
            }
            for (Future<List<RefusedPoint>> write : threads.invokeAll(writes)) {
                assertEquals(List.of(), write.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1600, total().count());
    }

    protected void write(PointBatch batch) throws InterruptedException {
        assertEquals(List.of(), store().writer().write(batch));
    }

    protected static PointBatch wifi(String kiosk, Instant at, int seq, long seconds, long down, long up) {
        PointBatch batch = new PointBatch(256);
        add(batch, kiosk, at, seq, seconds, down, up);
        return batch;
    }

    protected static void add(PointBatch batch, String kiosk, Instant at, int seq, long seconds, long down, long up) {
        batch.begin(Measurement.WIFI)
                .tag(Columns.KIOSK, kiosk)
                .tag(Columns.NETWORK, "open")
                .field(Columns.SEQ, seq)
                .field(Columns.DURATION, seconds)
                .field(Columns.DOWN, down)
                .field(Columns.UP, up)
                .end(nanos(at, seq));
    }

    List<StoredPoint> points(Measurement measurement) {
        return points(measurement, kiosk, FIRST, LAST, 0, 100_000);
    }

    protected List<StoredPoint> points(
            Measurement measurement, String id, Instant from, Instant to, long after, int limit) {
        return store().reader().points(new PointsQuestion(measurement, from, to, id, after, limit));
    }

    SumsRow total() {
        return sums(null, FIRST, LAST).get(0);
    }

    List<SumsRow> sums(@Nullable Step step, Instant from, Instant to) {
        return sums(new SumsQuestion(
                Measurement.WIFI,
                from,
                to,
                step,
                List.of(),
                Map.of(Columns.KIOSK, Set.of(kiosk)),
                List.of(Columns.DURATION, Columns.DOWN, Columns.UP)));
    }

    List<SumsRow> sums(SumsQuestion question) {
        List<SumsRow> rows = new ArrayList<>();
        store().reader().sums(question, rows::add);
        return rows;
    }

    private static List<Long> seqs(List<StoredPoint> points) {
        return points.stream().map(point -> (Long) point.values().get("seq")).toList();
    }

    static long nanos(Instant at, int seq) {
        return at.getEpochSecond() * 1_000_000_000L + at.getNano() + seq;
    }
}
