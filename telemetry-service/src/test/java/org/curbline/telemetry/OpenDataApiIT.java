package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.open.OpenDataRule;
import org.curbline.telemetry.rollup.Coverage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From points in a real store to the city's data sets. */
class OpenDataApiIT {
    private static final Instant NOW = Instant.parse("2028-06-20T16:00:00.664Z");
    private static final OpenDataRule OPEN = new OpenDataRule(10, Duration.ofDays(2), Duration.ofDays(1830), null);

    private static final PointBatch BATCH = new PointBatch(64 * 1024);
    private static TelemetryFixture fixture;
    private static int port;

    @BeforeAll
    static void fill(@TempDir Path folder) throws Exception {
        fixture = new TelemetryFixture(folder, NOW);
        register(
                "mn-05-000001",
                Lifecycle.ACTIVE,
                new Place(40.7590001, -73.98, "Manhattan", "105", "=5 AVENUE", "Midtown"));
        register("bx-01-000002", Lifecycle.MAINTENANCE, new Place(40.85, -73.9, "Bronx", "201", "", ""));
        register("qu-01-000003", Lifecycle.PLANNED, null);
        // weeks of spring: the last two can still change, and the smaller one of them ends the report
        sessions("2028-03-26T04:00:00Z", 12, 1968, 3_000_000_000_000L);
        sessions("2028-04-02T03:59:59.999Z", 1, 12, 5);
        sessions("2028-04-05T12:00:00Z", 4, 60, 7);
        sessions("2028-04-12T12:00:00Z", 30, 60, 1_000_000);
        sessions("2028-04-20T12:00:00Z", 25, 60, 2_000_000);
        sessions("2028-04-26T12:00:00Z", 5, 60, 2_000_000);
        sessions("2028-05-05T12:00:00Z", 50, 60, 2_000_000);
        report("mn-05-000001", Service.WIFI, "up", NOW.minusSeconds(30));
        report("mn-05-000001", Service.TABLET, "up", NOW.minus(Duration.ofDays(3)));
        report("mn-05-000001", Service.CALL, "down", NOW.minusSeconds(61));
        report("mn-05-000001", Service.CHARGING, "up", NOW.minusSeconds(20));
        report("bx-01-000002", Service.WIFI, "up", NOW.minusSeconds(30));
        fixture.store(BATCH);
        Transitions.add(
                new Transition(
                        KioskId.of("mn-05-000001"),
                        Service.CHARGING,
                        View.SUSPICION,
                        NOW.minusSeconds(3600),
                        ServiceState.UP,
                        ServiceState.SUSPECT,
                        StateReason.USE_HAS_STOPPED,
                        ""),
                BATCH);
        fixture.store(BATCH);
        port = serve(OPEN);
    }

    private static int serve(OpenDataRule rule) {
        TelemetryApi api = fixture.api(fixture.store.reader(), () -> NOW, () -> Coverage.NONE);
        return TelemetryFixture.listen(api.openData(rule).addTo(fixture.face(api)));
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void weeksAreThoseOfTheCitysClocksAndSmallOnesAreWithheld() {
        List<String> lines =
                get("/api/v1/open/weekly-usage?format=csv").body().lines().toList();

        assertEquals(
                List.of(
                        "04/02/2028,13,00:30:18,,36,0,36,13,",
                        "04/09/2028,,,,,,,,",
                        "04/16/2028,,,,,,36.00003,47,",
                        "04/23/2028,25,00:01:00,,0.00005,0,36.00008,72,"),
                lines.subList(1, lines.size()));
    }

    /** Of the weeks before one can still become a small one, and without that setting is waited for. */
    @Test
    void reportBeginsWithTheWeekThatIsSet() {
        int other = serve(new OpenDataRule(10, OPEN.settling(), OPEN.kept(), LocalDate.of(2028, 5, 3)));
        List<String> lines = get(other, "/api/v1/open/weekly-usage?format=csv")
                .body()
                .lines()
                .toList();

        assertEquals(List.of("05/07/2028,50,00:01:00,,0.0001,0,0.0001,50,"), lines.subList(1, lines.size()));
    }

    @Test
    void jsonSaysTheSameAndAnybodyMayReadIt() {
        HttpResponse<String> answer = get("/api/v1/open/weekly-usage");
        JsonArray rows = new JsonArray(answer.body());

        assertEquals(4, rows.size());
        assertEquals(13, rows.getJsonObject(0).getInteger("Number of Sessions"));
        assertFalse(rows.getJsonObject(1).containsKey("Number of Sessions"));
    }

    @Test
    void pagesOfAnySiteMayReadItAndItsTimesAndAskForWhatHasChanged() throws Exception {
        for (String path : List.of("/api/v1/open/weekly-usage", "/api/v1/open/feed/kiosk-status.json")) {
            HttpResponse<String> answer = get(path);
            assertEquals("*", header(answer, "Access-Control-Allow-Origin"));
            String exposed = header(answer, "Access-Control-Expose-Headers");
            assertEquals("etag, Curbline-As-Of, Curbline-Final-Until", exposed);

            HttpResponse<String> before = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .method("OPTIONS", BodyPublishers.noBody())
                                    .header("Origin", "https://pages.example")
                                    .header("Access-Control-Request-Method", "GET")
                                    .header("Access-Control-Request-Headers", "if-none-match")
                                    .build(),
                            BodyHandlers.ofString());
            assertEquals(204, before.statusCode());
            assertEquals("*", header(before, "Access-Control-Allow-Origin"));
            assertTrue(header(before, "Access-Control-Allow-Headers").contains("If-None-Match"));
        }
        assertEquals(
                Optional.empty(),
                fixture.ask(port, "/api/v1/calendar").headers().firstValue("Access-Control-Allow-Origin"));
    }

    @Test
    void reportOfWeeksSaysUntilWhenItIsFinalAlsoWhereNothingHasChanged() {
        for (String path : List.of("/api/v1/open/weekly-usage", "/api/v1/open/weekly-usage?format=csv")) {
            HttpResponse<String> answer = get(path);
            HttpResponse<String> same = fixture.ask(port, path, "If-None-Match", header(answer, "etag"));

            assertEquals(304, same.statusCode());
            for (HttpResponse<String> each : List.of(answer, same)) {
                assertEquals("2028-06-20T16:00:00.664Z", header(each, "Curbline-As-Of"));
                assertEquals("2028-04-21T16:00:00.664Z", header(each, "Curbline-Final-Until"));
            }
        }
    }

    /** Of one that is published so late that all its weeks are final; once they are remembered nothing is asked for. */
    @Test
    void reportIsFinalToItsEndAtMost() {
        int other = serve(new OpenDataRule(10, Duration.ofDays(70), OPEN.kept(), null));

        for (String path : List.of("/api/v1/open/weekly-usage", "/api/v1/open/weekly-usage?format=csv")) {
            HttpResponse<String> answer = get(other, path);
            assertTrue(answer.body().contains("04/02/2028"), answer.body());
            assertEquals("2028-06-20T16:00:00.664Z", header(answer, "Curbline-As-Of"));
            assertEquals("2028-04-09T04:00:00Z", header(answer, "Curbline-Final-Until"));
        }
    }

    @Test
    void whatIsOfAMomentSaysOfWhichAndIsNeverFinal() {
        for (String path : List.of(
                "kiosk-status", "kiosk-status?format=csv", "kiosks.geojson", "feed.json", "feed/kiosk-status.json")) {
            HttpResponse<String> answer = get("/api/v1/open/" + path);

            assertEquals("2028-06-20T16:00:00.664Z", header(answer, "Curbline-As-Of"), path);
            assertEquals("", header(answer, "Curbline-Final-Until"), path);
        }
    }

    @Test
    void statusHasTheCitysColumnsAndNothingIsUpWithoutEvidence() throws IOException {
        Map<String, Map<String, String>> kiosks = new HashMap<>();
        List<CSVRecord> rows = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get()
                .parse(new StringReader(
                        get("/api/v1/open/kiosk-status?format=csv").body()))
                .getRecords();
        rows.forEach(row -> kiosks.put(row.get("site_id"), row.toMap()));

        Map<String, String> midtown = Objects.requireNonNull(kiosks.get("mn-05-000001"));
        assertEquals(30, midtown.size());
        assertEquals("2028-06-20 12:00:00.664", midtown.get("generated_on"));
        assertEquals("Live", midtown.get("status"));
        assertEquals("up", midtown.get("wifi_status"));
        assertEquals("2028-06-20 11:59:30.664", midtown.get("wifi_last_ts"));
        assertEquals("", midtown.get("tablet_status"), "three days ago it was up");
        assertEquals("2028-06-17 12:00:00.664", midtown.get("tablet_last_ts"));
        assertEquals("down", midtown.get("phone_status"));
        assertEquals("(40.7590001, -73.98)", midtown.get("location"));
        assertEquals("-73.98", midtown.get("longitude"));
        assertEquals("'=5 AVENUE", midtown.get("address"), "no spreadsheet runs it");
        assertEquals("2024-05-01 00:00:00.000", midtown.get("installation_date"));
        assertEquals("", midtown.get("bin"));
        assertEquals("Live", Objects.requireNonNull(kiosks.get("bx-01-000002")).get("status"));
        assertEquals("", Objects.requireNonNull(kiosks.get("bx-01-000002")).get("wifi_status"), "somebody works on it");
        assertEquals(
                "Planned", Objects.requireNonNull(kiosks.get("qu-01-000003")).get("status"));
    }

    @Test
    void statusAsJsonLeavesOutWhatIsEmpty() {
        JsonObject planned = new JsonArray(get("/api/v1/open/kiosk-status").body()).getJsonObject(2);

        assertEquals("qu-01-000003", planned.getString("site_id"));
        assertNull(planned.getValue("wifi_status"));
        assertNull(planned.getValue("latitude"));
    }

    @Test
    void kiosksOfTheMapCanBeImportedAgain() {
        HttpResponse<String> answer = get("/api/v1/open/kiosks.geojson");
        JsonArray features = new JsonObject(answer.body()).getJsonArray("features");

        assertEquals(
                "application/geo+json",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertNull(features.getJsonObject(2).getValue("geometry"));
        assertEquals(
                new JsonObject("{\"wifi\":\"up\",\"charging\":\"suspect\",\"call\":\"down\",\"tablet\":\"unknown\"}"),
                features.getJsonObject(1).getJsonObject("properties").getJsonObject("services"));
        try (KioskRegistry other = RegistryInMemory.open(() -> NOW)) {
            other.importKiosks(new StringReader(answer.body()));
            Kiosk first = fixture.registry.find("mn-05-000001");
            assertEquals(first, withOrigin(other.find("mn-05-000001")));
            assertEquals(fixture.registry.all().size(), other.all().size());
        }
    }

    @Test
    void feedKeepsWhatIsSeldomChangedApartFromWhatIsAlways() {
        JsonObject feed = json("/api/v1/open/feed.json");
        List<String> urls = feed.getJsonObject("data").getJsonArray("feeds").stream()
                .map(each -> ((JsonObject) each).getString("url"))
                .toList();
        JsonObject information = json("/api/v1/open/" + urls.get(0));
        JsonObject status = json("/api/v1/open/" + urls.get(1));

        assertEquals("2028-06-20T16:00:00Z", information.getString("last_updated"));
        JsonObject where =
                information.getJsonObject("data").getJsonArray("kiosks").getJsonObject(1);
        assertEquals("mn-05-000001", where.getString("kiosk_id"));
        assertEquals(40.7590001, where.getDouble("lat"));
        assertFalse(where.containsKey("services"));
        JsonObject how = status.getJsonObject("data").getJsonArray("kiosks").getJsonObject(1);
        assertEquals("2028-06-20T15:59:40Z", how.getString("last_reported"));
        assertEquals(
                new JsonObject("{\"service\":\"wifi\",\"state\":\"up\",\"last_reported\":\"2028-06-20T15:59:30Z\"}"),
                how.getJsonArray("services").getJsonObject(0));
    }

    private static Kiosk withOrigin(@Nullable Kiosk kiosk) {
        Kiosk known = Objects.requireNonNull(kiosk);
        return new Kiosk(
                known.id(),
                known.lifecycle(),
                known.type(),
                known.place(),
                known.installed(),
                known.activated(),
                Origin.ADDED);
    }

    private static void register(String id, Lifecycle lifecycle, @Nullable Place place) {
        fixture.registry.put(new Kiosk(
                id, lifecycle, "Link1.0", place, LocalDate.of(2024, 5, 1), LocalDate.of(2024, 6, 1), Origin.ADDED));
    }

    private static void sessions(String at, int count, long seconds, long bytes) {
        for (int i = 0; i < count; i++) {
            BATCH.begin(Measurement.WIFI)
                    .tag(Columns.KIOSK, "mn-05-000001")
                    .tag(Columns.NETWORK, "open")
                    .field(Columns.SEQ, i)
                    .field(Columns.DURATION, seconds)
                    .field(Columns.DOWN, bytes)
                    .field(Columns.UP, 0)
                    .end(Instant.parse(at).toEpochMilli() * 1_000_000 + i);
        }
    }

    private static void report(String kiosk, Service service, String state, Instant at) {
        BATCH.begin(Measurement.STATUS).tag(Columns.KIOSK, kiosk).tag(Columns.SERVICE, service.word());
        BATCH.field(Columns.SEQ, 1);
        BATCH.field(Columns.STATE, state);
        BATCH.end(at.toEpochMilli() * 1_000_000);
    }

    private static JsonObject json(String path) {
        return new JsonObject(get(path).body());
    }

    private static HttpResponse<String> get(String path) {
        return get(port, path);
    }

    private static HttpResponse<String> get(int at, String path) {
        return fixture.get(at, path, 200, "Accept", "*/*");
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }
}
