package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.telemetry.rollup.Coverage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From points in a real store to what is missing between them. */
class CompletenessApiIT {
    private static final Instant NOW = Instant.parse("2028-06-20T16:00:00Z");

    private static final PointBatch BATCH = new PointBatch(64 * 1024);
    private static TelemetryFixture fixture;
    private static int port;
    private static volatile Instant now = NOW;
    private static volatile Coverage coverage = Coverage.NONE;

    @BeforeAll
    static void fill(@TempDir Path folder) throws Exception {
        fixture = new TelemetryFixture(folder, NOW);
        for (long seq : List.of(10L, 12L, 15L)) {
            status("holed", "", seq, NOW.minusSeconds(3600).plusSeconds(seq));
        }
        health("holed", 11, NOW.minusSeconds(1000), 7); // its numbers go on over the kinds of events
        health("holed", 16, NOW.minusSeconds(900), 4);
        for (long seq = 1; seq <= 5; seq++) {
            status("whole", "", seq, NOW.minusSeconds(60).plusSeconds(seq));
        }
        status("anew", "", 900, NOW.minusSeconds(120));
        status("anew", "", 901, NOW.minusSeconds(119));
        status("anew", "r2", 1, NOW.minusSeconds(100));
        status("anew", "r2", 3, NOW.minusSeconds(98));
        status("holed", "", 2, NOW.minus(Duration.ofDays(3)));
        BATCH.begin(Measurement.LATE).tag(Columns.KIOSK, "whole");
        BATCH.field(Columns.OLDEST, NOW.minusSeconds(7200).toEpochMilli());
        BATCH.end(NOW.minusSeconds(50).toEpochMilli() * 1_000_000);
        fixture.store(BATCH);
        port = TelemetryFixture.listen(fixture.face(fixture.api(fixture.store.reader(), () -> now, () -> coverage)));
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void holesInTheNumbersAreWhatIsMissing() {
        JsonObject answer = json("/api/v1/completeness");
        JsonArray rows = answer.getJsonArray("rows");

        assertEquals("2028-06-19T16:00:00Z", answer.getString("from"));
        assertEquals(3, answer.getInteger("kiosks"));
        assertEquals(1, answer.getInteger("complete"));
        assertEquals(14, answer.getInteger("stored"));
        assertEquals(3, answer.getInteger("missing"));
        assertEquals(14 / 17.0, answer.getDouble("share"));
        assertEquals("holed", rows.getJsonObject(0).getString("kiosk"), "the least complete first");
        assertEquals(2, rows.getJsonObject(0).getInteger("missing"));
        assertEquals("anew", rows.getJsonObject(1).getString("kiosk"));
        assertEquals(1, rows.getJsonObject(1).getInteger("missing"), "a run's numbers begin anew");
        assertEquals(0, rows.getJsonObject(2).getInteger("missing"));
        assertEquals(1, json("/api/v1/completeness?top=1").getJsonArray("rows").size());
    }

    @Test
    void saysHowFarRollingUpHasCome() {
        assertFalse(json("/api/v1/completeness").containsKey("catchingUp"));

        SortedMap<Instant, Coverage.Seen> checked = new TreeMap<>(Map.of(NOW, new Coverage.Seen(NOW, false)));
        coverage = new Coverage(Coverage.NONE.days(), checked, NOW, NOW, 59);
        assertEquals(
                new JsonObject("{\"done\":1,\"toGo\":59}"),
                json("/api/v1/completeness").getJsonObject("catchingUp"));
        coverage = Coverage.NONE;
    }

    @Test
    void whatWaitsAndWhatCameLateIsSaidApart() {
        JsonObject answer = json("/api/v1/completeness");

        assertEquals(4, answer.getInteger("spooled"), "what it said last");
        JsonObject waiting = answer.getJsonArray("waiting").getJsonObject(0);
        assertEquals("holed", waiting.getString("kiosk"));
        assertEquals("2028-06-20T15:45:00Z", waiting.getString("saidAt"));
        JsonObject late = answer.getJsonArray("late").getJsonObject(0);
        assertEquals("whole", late.getString("kiosk"));
        assertEquals("2028-06-20T14:00:00Z", late.getString("lateOf"));
        assertFalse(late.containsKey("spooled"));
    }

    @Test
    void holesOfOneKioskSayWhichNumbersAndBetweenWhen() {
        assertEquals(
                new JsonArray(
                        """
                        [{"first":13,"last":14,"after":"2028-06-20T15:00:12Z","before":"2028-06-20T15:00:15Z"}]"""),
                json("/api/v1/completeness/holes?kiosk=HOLED").getJsonArray("holes"));
        assertEquals(
                new JsonArray(
                        """
                        [{"run":"r2","first":2,"last":2,"after":"2028-06-20T15:58:20Z","before":"2028-06-20T15:58:22Z"}]"""),
                json("/api/v1/completeness/holes?kiosk=anew").getJsonArray("holes"));
    }

    @Test
    void everyKioskHasALineInCsv() {
        List<String> lines =
                get("/api/v1/completeness?format=csv", 200).body().lines().toList();

        assertEquals("kiosk,borough,stored,missing,share,spooled,saidAt,lateCame,lateOf", lines.get(0));
        assertEquals("whole,unknown,5,0,1.0,,,2028-06-20T15:59:10Z,2028-06-20T14:00:00Z", lines.get(3));
    }

    @Test
    void holesHaveALineEachInCsv() {
        assertEquals(
                List.of("run,first,last,after,before", "r2,2,2,2028-06-20T15:58:20Z,2028-06-20T15:58:22Z"),
                get("/api/v1/completeness/holes?kiosk=anew&format=csv", 200)
                        .body()
                        .lines()
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "completeness, 2028-06-20, 2028-06-21, 2028-04-21T16:00:00Z", // nothing of it is final yet
        "completeness, 2028-04-18, 2028-04-25, 2028-04-21T16:00:00Z",
        "completeness, 2028-04-01, 2028-04-08, 2028-04-08T04:00:00Z", // where it ends
        "completeness/holes, 2028-04-18, 2028-04-25, 2028-04-21T16:00:00Z"
    })
    void everyAnswerSaysAsOfWhenItIsAndUntilWhenItIsFinal(String path, String from, String to, String finalUntil) {
        String asked = "/api/v1/" + path + "?from=" + from + "&to=" + to + "&kiosk=holed";
        if (!path.endsWith("holes")) {
            asked = asked.replace("&kiosk=holed", "");
            assertTimes(get(asked + "&format=csv", 200), finalUntil);
            assertFalse(get(asked + "&format=csv", 200).body().contains("asOf"), "they are no columns");
        }
        HttpResponse<String> answer = get(asked, 200);
        assertTimes(answer, finalUntil);
        assertTrue(
                answer.body()
                        .startsWith(
                                "{\"asOf\":\"2028-06-20T16:00:00Z\",\"finalUntil\":\"" + finalUntil + "\",\"from\":"),
                answer.body());
    }

    @Test
    void anAnswerThatHasNotChangedIsNotSentAgainAndSaysAsOfWhenThatIs() {
        String time = "from=2028-06-18&to=2028-06-19";
        for (String asked : List.of(
                "completeness?" + time, "completeness?format=csv&" + time, "completeness/holes?kiosk=holed&" + time)) {
            String path = "/api/v1/" + asked;
            now = NOW;
            String tag = get(path, 200).headers().firstValue("etag").orElse("");
            now = NOW.plus(Duration.ofHours(1));

            HttpResponse<String> same = get(path, 304, "If-None-Match", tag);

            now = NOW;
            assertEquals("2028-06-20T17:00:00Z", header(same, "Curbline-As-Of"));
            assertEquals("2028-04-21T17:00:00Z", header(same, "Curbline-Final-Until"));
        }
    }

    /** As every open page does. */
    @Test
    void anAnswerThatIsSharedIsAsOfWhenItWasMade() {
        String path = "/api/v1/completeness?from=2028-06-20T15:59:00Z&to=2028-06-20T16:00:00Z";
        now = NOW;
        get(path, 200, "Cache-Control", "max-age=5");
        now = NOW.plusSeconds(4);

        assertTimes(get(path, 200, "Cache-Control", "max-age=5"), "2028-04-21T16:00:00Z");

        now = NOW;
    }

    @Test
    void anAnswerThatHasChangedIsSentAgain() throws Exception {
        String days = "from=2028-06-10&to=2028-06-12";
        Instant then = Instant.parse("2028-06-11T12:00:00Z"); // which no other test asks of
        List<String> paths = List.of(
                "/api/v1/completeness?" + days,
                "/api/v1/completeness?format=csv&" + days,
                "/api/v1/completeness/holes?kiosk=changed&" + days);
        status("changed", "", 1, then);
        fixture.store(BATCH);
        now = NOW;
        List<String> tags =
                paths.stream().map(path -> header(get(path, 200), "etag")).toList();
        status("changed", "", 5, then.plusSeconds(60));
        fixture.store(BATCH);

        // By then counts are not remembered any more, though nobody said that anything came late.
        now = NOW.plus(Duration.ofMinutes(16));
        for (int i = 0; i < paths.size(); i++) {
            HttpResponse<String> other = get(paths.get(i), 200, "If-None-Match", tags.get(i));
            assertNotEquals(tags.get(i), header(other, "etag"), paths.get(i));
            get(paths.get(i), 304, "If-None-Match", header(other, "etag"));
        }
        now = NOW;
    }

    @Test
    void timeThatWouldCostTooMuchIsRefused() {
        get("/api/v1/completeness?from=2027-11-01&to=2027-11-09", 200); // one of the eight days has 25 hours
        assertEquals(
                "At most 8 days at once.",
                new JsonObject(get("/api/v1/completeness?from=2027-11-01&to=2027-11-10", 400)
                                .body())
                        .getString("detail"));
        assertEquals(
                "from",
                new JsonObject(get("/api/v1/completeness?from=2028-06-01", 400).body()).getString("parameter"));
        assertEquals(
                "from",
                new JsonObject(get("/api/v1/completeness/holes?kiosk=a&from=2028-05-01", 400)
                                .body())
                        .getString("parameter"));
    }

    private static void status(String kiosk, String run, long seq, Instant at) {
        BATCH.begin(Measurement.STATUS).tag(Columns.KIOSK, kiosk).tag(Columns.SERVICE, "wifi");
        BATCH.field(Columns.SEQ, seq);
        if (!run.isEmpty()) {
            BATCH.field(Columns.RUN, run);
        }
        BATCH.field(Columns.STATE, "up");
        BATCH.end(at.toEpochMilli() * 1_000_000 + seq);
    }

    private static void health(String kiosk, long seq, Instant at, long spooled) {
        BATCH.begin(Measurement.HEALTH).tag(Columns.KIOSK, kiosk);
        BATCH.field(Columns.SEQ, seq);
        BATCH.field(Columns.SPOOLED, spooled);
        BATCH.end(at.toEpochMilli() * 1_000_000 + seq);
    }

    private static JsonObject json(String path) {
        return new JsonObject(get(path, 200).body());
    }

    private static void assertTimes(HttpResponse<String> answer, String finalUntil) {
        assertEquals("2028-06-20T16:00:00Z", header(answer, "Curbline-As-Of"));
        assertEquals(finalUntil, header(answer, "Curbline-Final-Until"));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static HttpResponse<String> get(String path, int status, String... headers) {
        return fixture.get(port, path, status, headers);
    }
}
