package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Coverage.Seen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From points in a real store to what is compared, averaged, ranked and limited. */
class UsageFiguresIT {
    private static final Instant NOW = Instant.parse("2024-03-05T12:00:00Z");

    private static final PointBatch BATCH = new PointBatch(64 * 1024);
    private static TelemetryFixture fixture;
    private static int port;
    private static long seq;

    @BeforeAll
    static void fill(@TempDir Path folder) throws Exception {
        fixture = new TelemetryFixture(folder, NOW);
        wifi("a", "2023-01-10T15:00:00Z", 10, 100);
        wifi("a", "2023-01-11T15:00:00Z", 10, 100);
        wifi("b", "2023-01-11T16:00:00Z", 30, 300);
        wifi("a", "2024-01-10T15:00:00Z", 40, 400);
        wifi("c", "2024-01-11T15:00:00Z", 5, 50);
        wifi("a", "2023-02-28T15:00:00Z", 1, 1000);
        wifi("a", "2023-03-01T15:00:00Z", 1, 7);
        wifi("a", "2023-03-01T16:00:00Z", 1, 7);
        for (int hour = 13; hour < 16; hour++) {
            wifi("a", "2024-02-28T" + hour + ":00:00Z", 1, 10);
        }
        wifi("a", "2024-02-29T15:00:00Z", 1, 20);
        wifi("a", "2024-03-01T15:00:00Z", 1, 30);
        // Of the average the longest are those of "long", though "often" has more days, more uses and more time.
        wifi("often", "2024-01-20T15:00:00Z", 10, 9);
        wifi("often", "2024-01-21T15:00:00Z", 10, 0);
        wifi("often", "2024-01-22T15:00:00Z", 10, 0);
        wifi("long", "2024-01-20T15:00:00Z", 20, 4);
        wifi("long", "2024-01-20T16:00:00Z", 5, 4);
        wifi("long", "2024-01-20T17:00:00Z", 20, 1);
        wifi("equal", "2024-01-20T15:00:00Z", 9, 9);
        fixture.store(BATCH);
        port = listen(fixture.store.reader());
    }

    private static int listen(Coverage coverage) {
        return TelemetryFixture.listen(fixture.face(fixture.api(fixture.store.reader(), () -> NOW, () -> coverage)));
    }

    private static int listen(PointReader reader) {
        return TelemetryFixture.listen(fixture.face(fixture.api(reader, () -> NOW, () -> Coverage.NONE)));
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void theYearBeforeIsThatOfTheSameDates() {
        assertEquals(
                new JsonArray(
                        """
                        [{"service":"wifi","start":"2024-01-10T00:00:00-05:00","count":1,"downBytes":400,
                          "previous":{"count":1,"downBytes":100}},
                         {"service":"wifi","start":"2024-01-11T00:00:00-05:00","count":1,"downBytes":50,
                          "previous":{"count":2,"downBytes":400}}]"""),
                rows("bucket=day&compare=year&measure=count&measure=downBytes&from=2024-01-10&to=2024-01-12"));
        assertEquals(
                new JsonArray(
                        """
                        [{"service":"wifi","kiosk":"a","count":1,"previous":{"count":2}},
                         {"service":"wifi","kiosk":"b","count":0,"previous":{"count":1}},
                         {"service":"wifi","kiosk":"c","count":1,"previous":{"count":0}}]"""),
                rows("by=kiosk&compare=year&measure=count&from=2024-01-10&to=2024-01-12"));
    }

    @Test
    void aComparisonSaysOfWhatPartOfTheTimeBeforeNothingIsKnown() {
        String first = "2023-01-10T15:00:00Z";
        assertEquals(first, knownSince("from=2024-01-10&to=2024-01-12&compare=year"));
        assertEquals(first, knownSince("from=2024-01-01&to=2024-01-03&compare=year"), "of none of it");
        assertEquals(first, knownSince("from=2023-01-11&to=2023-01-12&compare=previous"));
        assertNull(knownSince("from=2024-01-11&to=2024-01-12&compare=year"));
        assertNull(knownSince("from=2023-01-12&to=2023-01-13&compare=previous"));
    }

    @Test
    void theFirstUseIsThatOfPointsWhileHoursAreNotRolledUpAsFarAsThese() throws InterruptedException {
        SortedMap<Instant, Seen> checked = new TreeMap<>(Map.of(NOW, new Seen(NOW, false)));
        Coverage all = new Coverage(Coverage.NONE.days(), checked, NOW, NOW, 0);
        String query = "from=2024-01-10&to=2024-01-12&compare=year";
        assertEquals("2023-01-10T15:00:00Z", knownSince(listen(all), query), "no hour is over");
        PointBatch hour = new PointBatch(256);
        hour.begin(Measurement.USAGE_CITY_HOUR)
                .tag(Columns.KIND, "open")
                .tag(Columns.SERVICE, "wifi")
                .field(Columns.USES, 1)
                .end(Instant.parse("2024-01-11T15:00:00Z").getEpochSecond() * 1_000_000_000L);
        fixture.store(hour);

        assertEquals("2023-01-10T15:00:00Z", knownSince(query));
        assertEquals("2024-01-11T15:00:00Z", knownSince(listen(all), query), "what was before is kept no longer");
    }

    private static @Nullable String knownSince(String query) {
        return knownSince(port, query);
    }

    private static @Nullable String knownSince(int server, String query) {
        return new JsonObject(get(server, query, 200).body())
                .getJsonObject("compared")
                .getString("knownSince");
    }

    @Test
    void aLeapDayIsComparedWithTheDayBeforeItAndTakesNothingFromAnotherDay() {
        assertEquals(List.of(30, 1000), downBytes("2024-02-28", "2024-02-29"));
        assertEquals(List.of(20, 1000), downBytes("2024-02-29", "2024-03-01"));
        assertEquals(List.of(30, 14), downBytes("2024-03-01", "2024-03-02"));
        assertEquals(List.of(50, 1000), downBytes("2024-02-01", "2024-03-01"));
    }

    private static List<Integer> downBytes(String from, String to) {
        JsonObject row = rows("compare=year&measure=downBytes&from=" + from + "&to=" + to)
                .getJsonObject(0);
        return List.of(
                row.getInteger("downBytes"), row.getJsonObject("previous").getInteger("downBytes"));
    }

    @Test
    void anAverageIsOfEveryUseAndNotRounded() {
        JsonObject all =
                rows("measure=averageSeconds&measure=count&measure=durationSeconds&from=2024-01-20&to=2024-01-23")
                        .getJsonObject(0);
        assertEquals(7, all.getInteger("count"));
        assertEquals(84, all.getInteger("durationSeconds"));
        assertEquals(12.0, all.getDouble("averageSeconds"));
        JsonObject first = rows("measure=averageSeconds&bucket=day&from=2024-01-20&to=2024-01-23")
                .getJsonObject(0);
        assertEquals(64 / 5.0, first.getDouble("averageSeconds"));
        assertEquals(45 / 3.0, average("long"));
        assertEquals(30 / 3.0, average("often"));
    }

    private static double average(String kiosk) {
        return rows("measure=averageSeconds&kiosk=" + kiosk + "&from=2024-01-20&to=2024-01-23")
                .getJsonObject(0)
                .getDouble("averageSeconds");
    }

    @Test
    void theTopIsThatOfTheFirstMeasureAndOfEqualsTheFirstByName() {
        String january = "by=kiosk&from=2024-01-20&to=2024-01-23&top=";
        assertEquals(List.of("equal", "long"), kiosks(january + "2&measure=downBytes"), "9 each, and so has often");
        assertEquals(List.of("equal", "long", "often"), kiosks(january + "3&measure=downBytes"));
        assertEquals(List.of("long", "often"), kiosks(january + "2&measure=count"), "3 each");
        assertEquals(List.of("long"), kiosks(january + "1&measure=durationSeconds"));
        assertEquals(
                List.of("long"),
                kiosks(january + "1&measure=averageSeconds&measure=count"),
                "the first in the order of the document, not of the question");
        assertEquals(List.of("long", "often", "equal"), kiosks(january + "3&measure=averageSeconds"));
        assertEquals(
                List.of("long"),
                kiosks(january + "1&measure=averageSeconds&bucket=day"),
                "the average of three days is not their averages' sum");
    }

    private static List<String> kiosks(String query) {
        return rows(query).stream()
                .map(row -> ((JsonObject) row).getString("kiosk"))
                .distinct()
                .toList();
    }

    @Test
    void csvHasWhatItIsComparedWithInColumnsOfItsOwn() {
        assertEquals(
                """
                service,kiosk,count,downBytes,averageSeconds,previous.count,previous.downBytes,previous.averageSeconds
                wifi,a,1,400,40.0,2,200,10.0
                wifi,b,0,0,,1,300,30.0
                wifi,c,1,50,5.0,0,0,
                """,
                get(
                                port,
                                "by=kiosk&compare=year&measure=count&measure=downBytes&measure=averageSeconds&from=2024-01-10&to=2024-01-12&format=csv",
                                200)
                        .body()
                        .replace("\r\n", "\n"));
    }

    @Test
    void anAnswerOfTooManyRowsIsRefusedAndNamesWhatMadeThemSoMany() {
        SumsRow[] kiosks = IntStream.rangeClosed(0, 100_000)
                .mapToObj(kiosk -> used("k" + kiosk, NOW))
                .toArray(SumsRow[]::new);
        SumsRow[] hours = IntStream.rangeClosed(0, 100_000)
                .mapToObj(n -> used("k" + n / 50, NOW.minus(Duration.ofHours(n % 50))))
                .toArray(SumsRow[]::new);
        ReaderWithFixedRows reader = new ReaderWithFixedRows().with(Measurement.WIFI, kiosks);
        int full = listen(reader);
        assertRefused(full, "by=kiosk&measure=count", "by");
        reader.with(Measurement.WIFI, hours);
        assertRefused(full, "by=kiosk&bucket=hour&measure=count&from=2024-03-01", "bucket");
        reader.with(
                Measurement.WIFI,
                IntStream.range(0, 100_000)
                        .mapToObj(kiosk -> used("k" + kiosk, NOW))
                        .toArray(SumsRow[]::new));
        assertEquals(
                1 + 100_000,
                get(full, "by=kiosk&measure=count&format=csv", 200)
                        .body()
                        .lines()
                        .count());
    }

    @Test
    @Timeout(120)
    void whatIsTooMuchTogetherIsRefusedUntilTheOthersAreMade() throws Exception {
        SumsRow[] kiosks = IntStream.range(0, 90_000)
                .mapToObj(kiosk -> used("k" + kiosk, NOW))
                .toArray(SumsRow[]::new);
        CountDownLatch read = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        PassingReader slow = new PassingReader(new ReaderWithFixedRows().with(Measurement.WIFI, kiosks)) {
            @Override
            public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
                super.sums(question, consumer);
                read.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        int server = listen(slow);
        String question = "by=kiosk&measure=count&format=csv";
        ExecutorService asking = Executors.newFixedThreadPool(2);
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            answers.add(asking.submit(() -> get(server, question, 200)));
        }
        read.await();

        JsonObject refused = new JsonObject(get(server, question, 503).body());
        assertEquals(
                "Answers of 200000 rows are being made already; try again soon, or ask for less.",
                refused.getString("detail"));
        go.countDown();
        for (Future<HttpResponse<String>> answer : answers) {
            assertEquals(90_001, answer.get().body().lines().count());
        }
        assertEquals(90_001, get(server, question, 200).body().lines().count());
        asking.shutdown();
    }

    /** Each time has fewer, and other ones. */
    @Test
    void aComparisonHasNoMoreRows() {
        String day = "by=kiosk&bucket=day&measure=count&from=2024-03-05&to=2024-03-06";
        SumsRow[] more = IntStream.range(0, 120_000)
                .mapToObj(n -> used("k" + n, n % 2 == 0 ? NOW : NOW.minus(Duration.ofDays(1))))
                .toArray(SumsRow[]::new);
        assertRefused(
                listen(new ReaderWithFixedRows().with(Measurement.WIFI, more)), day + "&compare=previous", "bucket");
    }

    private static void assertRefused(int server, String query, String parameter) {
        JsonObject problem = new JsonObject(get(server, query, 400).body());
        assertEquals(parameter, problem.getString("parameter"));
        assertEquals(
                "The answer would have more than 100000 rows: ask for larger buckets, fewer kiosks, one service or a shorter"
                        + " time; /api/v1/usage/export streams what is longer.",
                problem.getString("detail"));
    }

    private static SumsRow used(String kiosk, Instant at) {
        return new SumsRow(at.getEpochSecond() * 1_000_000_000L, List.of(kiosk), 1, List.of());
    }

    private static void wifi(String kiosk, String at, long seconds, long down) {
        BATCH.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).tag(Columns.NETWORK, "open");
        BATCH.field(Columns.SEQ, ++seq)
                .field(Columns.DURATION, seconds)
                .field(Columns.DOWN, down)
                .field(Columns.UP, 0);
        BATCH.end(Instant.parse(at).toEpochMilli() * 1_000_000 + seq);
    }

    private static JsonArray rows(String query) {
        return new JsonObject(get(port, query, 200).body()).getJsonArray("rows");
    }

    private static HttpResponse<String> get(int server, String query, int status) {
        return fixture.get(server, "/api/v1/usage?service=wifi&" + query, status);
    }
}
