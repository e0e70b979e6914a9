package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.status.StatusRule;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.telemetry.api.MapTiles;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.usage.UsedService;
import org.curbline.testservers.ApiDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TelemetryApiTest {
    /** Half past one at night in New York, the day before in UTC's eyes being over. */
    private static final Instant NOW = Instant.parse("2026-11-24T06:30:00Z");

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Reckoning RECKONING =
            new Reckoning(NEW_YORK, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    private static final Vertx VERTX = Vertx.vertx();
    private static final KioskRegistry REGISTRY = RegistryInMemory.open(InstantSource.fixed(NOW));

    private final SetClock clock = new SetClock(NOW);
    private final HttpClient client = HttpClient.newHttpClient();
    private final ReaderWithFixedRows reader = new ReaderWithFixedRows();
    private final AtomicInteger unanswered = new AtomicInteger();
    private HttpFace face;

    @BeforeEach
    void listen() {
        TelemetryApi api = new TelemetryApi(
                VERTX, reader, REGISTRY, clock, RECKONING, () -> Coverage.NONE, new SimpleMeterRegistry());
        api.whenStoreIsAway(unanswered::incrementAndGet);
        face = await(TelemetryApi.pages(HttpFace.builder(VERTX), MapTiles.NONE)
                .api(TelemetryApi.DOCUMENT, api.operations())
                .listen("127.0.0.1", 0));
    }

    @AfterEach
    void close() {
        await(face.close());
    }

    @AfterAll
    static void closeWhatAllShare() {
        await(VERTX.close());
        REGISTRY.close();
    }

    @Test
    void asManyKiosksCanBeNamedAsThereMayBe() {
        String kiosks = IntStream.range(0, 500)
                .mapToObj(number -> "&kiosk=" + "k".repeat(61) + (100 + number))
                .collect(Collectors.joining());
        assertEquals(
                200,
                ask("/api/v1/usage?by=kiosk" + kiosks, "Accept", "application/json")
                        .join()
                        .statusCode());
        assertEquals(
                400,
                ask("/api/v1/usage?by=kiosk&kiosk=one-more" + kiosks, "Accept", "application/json")
                        .join()
                        .statusCode());
    }

    @Test
    void todayByServiceIsWhatIsAnsweredWhenNothingIsAsked() {
        reader.with(Measurement.WIFI, wifi("", 3, 60, 1000, 10))
                .with(Measurement.CALL, new SumsRow(0, List.of(), 2, List.of(90L)));

        JsonObject answer = json("/api/v1/usage");

        assertEquals("2026-11-24T05:00:00Z", answer.getString("from"));
        assertEquals("2026-11-25T05:00:00Z", answer.getString("to"));
        assertEquals("America/New_York", answer.getString("zone"));
        assertEquals(
                new JsonArray(
                        """
                        [{"service":"wifi","count":3,"durationSeconds":60,"downBytes":1000,"upBytes":10},
                         {"service":"call","count":2,"durationSeconds":90}]"""),
                answer.getJsonArray("rows"));
        assertEquals(
                List.of(Measurement.WIFI, Measurement.CHARGING, Measurement.CALL, Measurement.TABLET),
                reader.usageQuestions.stream().map(SumsQuestion::measurement).toList());
        assertTrue(reader.usageQuestions.stream().allMatch(question -> question.step() == null));
    }

    @Test
    void whoseDaysAreMeantCanBeAskedBefore() {
        assertEquals(
                new JsonObject().put("zone", "America/New_York").put("weekStart", "sunday"), json("/api/v1/calendar"));
    }

    @Test
    void asksTheStoreForExactlyWhatWasAsked() {
        json("/api/v1/usage?service=wifi&kiosk=MN-05-1&kiosk=bk-01-2&by=hour&zone=Europe/Berlin"
                + "&from=2026-11-20&to=2026-11-21T10:00:00%2B02:00");

        assertEquals(
                List.of(new SumsQuestion(
                        Measurement.WIFI,
                        Instant.parse("2026-11-19T23:00:00Z"),
                        Instant.parse("2026-11-21T08:00:00Z"),
                        new Step(Instant.parse("2026-11-19T23:00:00Z"), Duration.ofHours(1)),
                        List.of(),
                        Map.of(Columns.KIOSK, Set.of("mn-05-1", "bk-01-2")),
                        List.of(Columns.DURATION, Columns.DOWN, Columns.UP))),
                List.copyOf(reader.usageQuestions));
    }

    @Test
    void boroughsAreJoinedFromTheRegistryAndTheRestIsUnknown() {
        register("mn-1", "Manhattan");
        register("mn-2", "Manhattan");
        register("bx-1", "Bronx");
        register("no-place", null);
        reader.with(
                Measurement.WIFI,
                wifi("bx-1", 1, 1, 1, 1),
                wifi("mn-1", 2, 20, 200, 2000),
                wifi("mn-2", 3, 30, 300, 3000),
                wifi("no-place", 4, 4, 4, 4),
                wifi("nobody", 5, 5, 5, 5));

        assertEquals(
                new JsonArray(
                        """
                        [{"service":"wifi","borough":"Bronx","count":1,"durationSeconds":1,"downBytes":1,"upBytes":1},
                         {"service":"wifi","borough":"Manhattan","count":5,"durationSeconds":50,"downBytes":500,"upBytes":5000},
                         {"service":"wifi","borough":"unknown","count":9,"durationSeconds":9,"downBytes":9,"upBytes":9}]"""),
                json("/api/v1/usage?by=borough&service=wifi").getJsonArray("rows"));
    }

    @Test
    void hoursBeginWithTheZonesOffsetAndStayInTheirOrderWhenClocksGoBack() {
        reader.with(
                Measurement.TABLET,
                new SumsRow(1_792_886_400_000_000_000L, List.of(), 1, List.of(1L)),
                new SumsRow(1_792_890_000_000_000_000L, List.of(), 2, List.of(2L)));

        List<String> starts = json(
                        "/api/v1/usage?by=hour&service=tablet&zone=Europe/Berlin&from=2026-10-25&to=2026-10-26")
                .getJsonArray("rows")
                .stream()
                .map(row -> ((JsonObject) row).getString("start"))
                .toList();

        assertEquals(List.of("2026-10-25T02:00:00+02:00", "2026-10-25T02:00:00+01:00"), starts);
    }

    @Test
    void csvByParameterOrByAcceptHeader() {
        reader.with(Measurement.WIFI, wifi("mn-1", 2, 20, 200, 2000))
                .with(Measurement.CHARGING, new SumsRow(0, List.of("mn-1"), 1, List.of(5L, 7L)));
        String expected = lines(
                "service,kiosk,count,durationSeconds,downBytes,upBytes,energyMilliwattHours",
                "wifi,mn-1,2,20,200,2000,",
                "charging,mn-1,1,5,,,7");
        String path = "/api/v1/usage?by=kiosk&service=wifi&service=charging";

        HttpResponse<String> byParameter = get(path + "&format=csv", "application/json");
        assertEquals(expected, byParameter.body());
        assertEquals("text/csv; charset=utf-8", header(byParameter, "content-type"));
        assertEquals(expected, get(path, "text/csv").body());
        assertEquals(expected, get(path, "application/json;q=0.5, text/csv").body());
        assertEquals("application/json", header(get(path, "*/*"), "content-type"));
        assertEquals("application/json", header(get(path + "&format=json", "text/csv"), "content-type"));
    }

    @Test
    void eventsAreAnsweredWithEveryTagAndFieldPageByPage() {
        for (int i = 1; i <= 3; i++) {
            reader.with(new StoredPoint(
                    1_795_000_000_000_000_000L + i * 1_000_000L + 42,
                    Map.of("kiosk", "mn-1", "network", "open", "seq", (long) i, "down_bytes", 5L)));
        }
        String path = "/api/v1/usage/events?service=wifi&kiosk=MN-1&from=2026-11-01&limit=2";

        JsonObject first = json(path);
        assertEquals("mn-1", first.getString("kiosk"));
        assertEquals(
                new JsonObject(
                        """
                        {"at":"2026-11-18T11:06:40.001Z","timestampNanos":"1795000000001000042","kiosk":"mn-1",
                         "network":"open","seq":1,"down_bytes":5}"""),
                first.getJsonArray("events").getJsonObject(0));
        assertEquals(2, first.getJsonArray("events").size());
        assertEquals("1795000000002000042", first.getString("next"));

        JsonObject second = json(path + "&after=" + first.getString("next"));
        assertEquals(1, second.getJsonArray("events").size());
        assertFalse(second.containsKey("next"));
    }

    @Test
    void pageNeverEndsBetweenTwoEventsOfOneTimestamp() {
        reader.with(new StoredPoint(1, Map.of("kiosk", "a", "seq", 1L)))
                .with(new StoredPoint(2, Map.of("kiosk", "a", "seq", 2L)))
                .with(new StoredPoint(2, Map.of("kiosk", "a", "seq", 3L)));

        JsonObject page = json("/api/v1/usage/events?service=call&kiosk=a&limit=2");

        assertEquals(1, page.getJsonArray("events").size());
        assertEquals("1", page.getString("next"));
    }

    @Test
    void eventsOfOneTimestampThatFillAPageComeTogether() {
        for (long seq = 1; seq <= 5; seq++) { // other tags, such as the kind of call, or another run
            reader.with(new StoredPoint(1, Map.of("kiosk", "a", "seq", seq)));
        }
        reader.with(new StoredPoint(2, Map.of("kiosk", "a", "seq", 6L)))
                .with(new StoredPoint(3, Map.of("kiosk", "a", "seq", 7L)));

        List<Integer> seqs = new ArrayList<>();
        String path = "/api/v1/usage/events?service=call&kiosk=a&limit=2";
        String after = "";
        do {
            JsonObject page = json(path + after);
            page.getJsonArray("events").forEach(event -> seqs.add(((JsonObject) event).getInteger("seq")));
            after = page.containsKey("next") ? "&after=" + page.getString("next") : "";
        } while (!after.isEmpty());

        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), seqs);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-20, 2026-11-25, 2026-09-25T06:30:00Z", // events of sixty days ago are still taken
        "2026-09-01, 2026-10-01, 2026-09-25T06:30:00Z",
        "2026-07-01, 2026-08-01, 2026-08-01T04:00:00Z"
    })
    void whatIsFinalEndsWhereTheAnswerEnds(String from, String to, String finalUntil) {
        for (String path : List.of("/api/v1/usage?", "/api/v1/usage/events?service=call&kiosk=a&")) {
            String asked = path + "from=" + from + "&to=" + to;
            JsonObject json = json(asked);
            assertEquals("2026-11-24T06:30:00Z", json.getString("asOf"), path);
            assertEquals(finalUntil, json.getString("finalUntil"), path);
            HttpResponse<String> csv = get(asked + "&format=csv", "*/*");
            assertEquals("2026-11-24T06:30:00Z", header(csv, "curbline-as-of"), path);
            assertEquals(finalUntil, header(csv, "curbline-final-until"), path);
        }
    }

    @Test
    void eventsAsCsvSayWhereTheNextPageBegins() {
        reader.with(new StoredPoint(
                        1_000_000, Map.of("kiosk", "a", "activity", "maps", "seq", 1L, "duration_seconds", 2L)))
                .with(new StoredPoint(2_000_000, Map.of("kiosk", "a", "seq", 2L, "run", "=1+1")));

        HttpResponse<String> page = get("/api/v1/usage/events?service=tablet&kiosk=a&limit=1&format=csv", "*/*");
        assertEquals(
                lines(
                        "at,timestampNanos,activity,kiosk,seq,run,duration_seconds",
                        "1970-01-01T00:00:00.001Z,1000000,maps,a,1,,2"),
                page.body());
        assertEquals("1000000", header(page, "curbline-next"));
        assertTrue(get("/api/v1/usage/events?service=tablet&kiosk=a&after=1000000&format=csv", "*/*")
                .body()
                .endsWith(",,a,2,'=1+1,\r\n"));
    }

    @ParameterizedTest(name = "{0} is answered with 400 naming {1}")
    @CsvSource({
        "/api/v1/usage?service=status, service",
        "/api/v1/usage?by=week, by",
        "/api/v1/usage?zone=Mars/Base, zone",
        "/api/v1/usage?from=yesterday, from",
        "/api/v1/usage?from=2026-02-30, from",
        "/api/v1/usage?to=2026-11-24T10:00:00, to",
        "/api/v1/usage?from=1969-12-31, from",
        "/api/v1/usage?to=9999-12-31, to",
        "/api/v1/usage?from=2026-11-24&to=2026-11-24, from",
        "/api/v1/usage?from=2027-01-01, from",
        "/api/v1/usage?by=hour&from=2026-01-01, by",
        "/api/v1/usage?from=1999-01-01, by",
        "/api/v1/usage?kiosk=a/b, kiosk",
        "/api/v1/usage?format=xml, format",
        "/api/v1/usage?boroughs=Bronx, boroughs",
        "/api/v1/usage?bucket=fortnight, bucket",
        "/api/v1/usage?bucket=hour&from=2026-01-01, bucket",
        "/api/v1/usage?by=hour-of-day&from=2026-01-01, by",
        "/api/v1/usage?by=hour&bucket=day, by",
        "/api/v1/usage?top=3, top",
        "/api/v1/usage?by=kiosk&top=0, top",
        "/api/v1/usage?measure=mood, measure",
        "/api/v1/usage?compare=never, compare",
        "/api/v1/usage?kind=%27%20OR%201, kind",
        "/api/v1/usage?kind=bogus, kind",
        "/api/v1/usage?kind=open&kind=bogus, kind",
        "/api/v1/usage?service=call&kind=open, kind",
        "/api/v1/usage?service=charging&kind=17, kind",
        "/api/v1/usage?service=call&service=tablet&measure=downBytes, measure",
        "/api/v1/usage?service=wifi&measure=energyMilliwattHours, measure",
        "/api/v1/usage?service=call&measure=uniqueClients, measure",
        "/api/v1/usage/events?kiosk=a, service",
        "/api/v1/usage/events?service=wifi, kiosk",
        "/api/v1/usage/events?service=wifi&kiosk=a&limit=5001, limit",
        "/api/v1/usage/events?service=wifi&kiosk=a&limit=0, limit",
        "/api/v1/usage/events?service=wifi&kiosk=a&after=9999999999999999999, after",
        "/api/v1/usage/events?service=wifi&kiosk=a&kiosk=b, kiosk",
    })
    void parameterThatCannotBeAcceptedIsNamed(String path, String parameter) {
        HttpResponse<String> answer = get(path, "*/*");

        assertEquals(400, answer.statusCode(), answer.body());
        assertEquals("application/problem+json", header(answer, "content-type"));
        assertEquals(parameter, new JsonObject(answer.body()).getString("parameter"), answer.body());
        assertEquals(0, reader.usageQuestions.size() + reader.pointsQuestions.size());
    }

    @ParameterizedTest(name = "Accept: {1} of {0} is answered with {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/usage | text/html | 406",
                "/api/v1/usage | application/vnd.apache.parquet | 406",
                "/api/v1/usage?format=csv | text/html | 200",
                "/api/v1/usage | text/html, */*;q=0.1 | 200",
                "/api/v1/usage | application/* | 200",
                "/api/v1/usage/events?service=wifi&kiosk=a | image/png | 406",
                "/api/v1/availability | image/png | 406",
                "/api/v1/completeness | image/png | 406",
            })
    void typeThatIsNotServedIsRefused(String path, String accepted, int status) {
        HttpResponse<String> answer = get(path, accepted);

        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(
                status == 406,
                header(answer, "content-type").equals("application/problem+json"),
                header(answer, "content-type"));
    }

    @Test
    void servicesOfWhichNothingIsToldAreLeftOut() {
        reader.with(Measurement.WIFI, new SumsRow(0, List.of(), 3, List.of(1000L)))
                .with(Measurement.CALL, new SumsRow(0, List.of(), 2, List.of(90L)));

        assertEquals(
                new JsonArray("[{\"service\":\"wifi\",\"downBytes\":1000}]"),
                json("/api/v1/usage?measure=downBytes&service=call&service=wifi")
                        .getJsonArray("rows"));
        assertEquals(
                List.of(Measurement.WIFI),
                reader.usageQuestions.stream().map(SumsQuestion::measurement).toList());
    }

    @Test
    void theTopOfEachServiceIsThatOfTheFirstMeasureThatItHas() {
        reader.with(
                Measurement.CALL,
                new SumsRow(0, List.of("a"), 9, List.of(10L)),
                new SumsRow(0, List.of("b"), 1, List.of(90L)));

        assertEquals(
                new JsonArray("[{\"service\":\"call\",\"kiosk\":\"b\",\"averageSeconds\":90.0}]"),
                json("/api/v1/usage?by=kiosk&top=1&measure=downBytes&measure=averageSeconds")
                        .getJsonArray("rows"));
    }

    @Test
    void kindsOfEachServiceAreTaken() {
        for (String kind : List.of("open", "private", "1", "16", "local", "311", "helpline", "maps", "browsing")) {
            assertEquals(200, get("/api/v1/usage?kind=" + kind, "*/*").statusCode(), kind);
        }
        assertTrue(get("/api/v1/usage?service=tablet&kind=bogus", "*/*")
                .body()
                .contains("Of tablet there is no kind bogus; there are maps, directions, services, browsing."));
    }

    @Test
    void storeThatDoesNotAnswerIsSaid() {
        reader.away = true;

        for (String path : List.of("/api/v1/usage", "/api/v1/usage/events?service=wifi&kiosk=a")) {
            HttpResponse<String> answer = get(path, "text/csv");
            assertEquals(503, answer.statusCode());
            assertEquals("application/problem+json", header(answer, "content-type"));
            assertEquals("5", header(answer, "retry-after"));
            assertEquals(
                    "The store does not answer at the moment. Nothing that was stored is lost; ask again in some seconds.",
                    new JsonObject(answer.body()).getString("detail"),
                    "nothing of where it is, or of how it is asked");
        }
        assertEquals(2, unanswered.get());
    }

    @Test
    void pagesThatAskTheSameAtOnceCostTheStoreOneQuestion() {
        reader.with(Measurement.WIFI, wifi("", 3, 60, 1000, 10));
        int each = UsedService.used().size();

        List<CompletableFuture<HttpResponse<String>>> pages = IntStream.range(0, 100)
                .mapToObj(page -> ask("/api/v1/usage", "Cache-Control", "max-age=5"))
                .toList();
        Set<String> bodies = pages.stream().map(page -> page.join().body()).collect(Collectors.toSet());

        assertEquals(1, bodies.size(), bodies::toString);
        assertEquals(each, reader.usageQuestions.size());
        clock.forward(Duration.ofSeconds(5));
        assertEquals(
                "5", header(ask("/api/v1/usage", "Cache-Control", "max-age=5").join(), "age"));
        assertEquals(each, reader.usageQuestions.size());
        clock.forward(Duration.ofSeconds(1));
        assertEquals(
                "0", header(ask("/api/v1/usage", "Cache-Control", "max-age=5").join(), "age"));
        assertEquals(2 * each, reader.usageQuestions.size());
    }

    @Test
    void whoDoesNotAcceptAnOlderAnswerIsAnsweredAnew() {
        reader.with(Measurement.WIFI, wifi("", 3, 60, 1000, 10));
        assertEquals(3, wifiSessions("max-age=5"));
        reader.with(Measurement.WIFI, wifi("", 4, 60, 1000, 10));

        assertEquals(3, wifiSessions("max-age=5"));
        assertEquals(4, wifiSessions("no-cache"));
        assertEquals(4, wifiSessions("max-age=0"));
        clock.forward(Duration.ofSeconds(11));
        assertEquals(4, wifiSessions("max-age=3600"), "ten seconds is the most");
    }

    @Test
    void storeThatCameBackIsAskedAgainAtOnce() {
        reader.away = true;
        assertEquals(
                503, ask("/api/v1/usage", "Cache-Control", "max-age=5").join().statusCode());
        reader.away = false;
        assertEquals(
                200, ask("/api/v1/usage", "Cache-Control", "max-age=5").join().statusCode());
    }

    @Test
    void usageThatHasNotChangedIsNotSentAgain() {
        reader.with(Measurement.WIFI, wifi("", 3, 60, 1000, 10));
        String tag = header(get("/api/v1/usage", "*/*"), "etag");

        assertEquals(304, ask("/api/v1/usage", "If-None-Match", tag).join().statusCode());
        assertEquals(
                200,
                ask("/api/v1/usage?format=csv", "If-None-Match", tag).join().statusCode());
    }

    @Test
    void servesThePageAndWhatItLoads() {
        String page = get("/", "text/html").body();

        assertTrue(page.contains("<title>Curbline"), page);
        for (String part : List.of("page.css", "page.js", "nyc-boroughs.geojson")) {
            assertEquals(200, get("/" + part, "*/*").statusCode(), part);
        }
    }

    private static void register(String id, @Nullable String borough) {
        Place place = borough == null ? null : new Place(40.7, -73.9, borough, "105", "", "");
        REGISTRY.put(new Kiosk(id, Lifecycle.ACTIVE, "", place, null, null, Origin.DISCOVERED));
    }

    private static SumsRow wifi(String key, long count, long seconds, long down, long up) {
        return new SumsRow(0, key.isEmpty() ? List.of() : List.of(key), count, List.of(seconds, down, up));
    }

    private JsonObject json(String path) {
        HttpResponse<String> answer = get(path, "application/json");
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private int wifiSessions(String cacheControl) {
        HttpResponse<String> answer =
                ask("/api/v1/usage?service=wifi", "Cache-Control", cacheControl).join();
        return new JsonObject(answer.body())
                .getJsonArray("rows")
                .getJsonObject(0)
                .getInteger("count");
    }

    private HttpResponse<String> get(String path, String accept) {
        return ask(path, "Accept", accept).join();
    }

    private CompletableFuture<HttpResponse<String>> ask(String path, String header, String value) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path))
                .header(header, value)
                .build();
        return client.sendAsync(request, BodyHandlers.ofString())
                .orTimeout(20, TimeUnit.SECONDS)
                .thenApply(answer -> path.startsWith("/api/") ? ApiDocument.require(answer) : answer);
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    /** Stands still until it is put forward. */
    private static final class SetClock implements InstantSource {
        private volatile Instant now;

        SetClock(Instant now) {
            this.now = now;
        }

        void forward(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
