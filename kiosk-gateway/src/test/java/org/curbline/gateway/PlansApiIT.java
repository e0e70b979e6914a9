package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people decide, from the request to the state that is shown, with a clock that the test moves. */
class PlansApiIT {
    private static final String KIOSK = "mn-05-000001";
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");

    private final HttpClient http = HttpClient.newHttpClient();
    private final ClockToMove clock = new ClockToMove(NOON);
    private GatewayFixture fixture;
    private HttpFace face;

    @BeforeEach
    void start() {
        fixture = GatewayFixture.over(new StoreInMemory(), clock);
        Place place = new Place(40.75, -73.98, "Manhattan", "105", "", "");
        fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", place, null, null, Origin.ADDED));
        fixture.registry.put(new Kiosk("bx-01-000002", Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        face = fixture.http();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aWindowOpensAndClosesByItselfAtItsMoments() throws Exception {
        JsonObject window = planned(
                """
                {"boroughs": ["manhattan"], "from": "2026-11-23T13:00:00-05:00", "to": "2026-11-23T14:00:00-05:00",
                 "reason": "new modems", "by": "ada"}""");
        assertEquals("ahead", window.getString("when"));
        assertEquals("never-reported", reason(KIOSK));

        clock.on(Duration.ofMinutes(61));
        await(() -> "maintenance-window".equals(reason(KIOSK)));
        assertEquals("2026-11-23T18:00:00Z", wifi(KIOSK).getString("since"), "when it opened, not when it was seen");
        assertEquals("never-reported", reason("bx-01-000002"));
        assertEquals("new modems", maintenance(KIOSK).getJsonObject(0).getString("reason"));
        assertEquals(List.of(window.getString("id")), ids("?when=open&kiosk=" + KIOSK));
        assertEquals(List.of(), ids("?kiosk=bx-01-000002"));

        clock.on(Duration.ofHours(1));
        await(() -> "never-reported".equals(reason(KIOSK)));
        assertEquals("2026-11-23T19:00:00Z", wifi(KIOSK).getString("since"));
        assertEquals(List.of(window.getString("id")), ids("?when=over"));
        assertEquals(new JsonArray(), maintenance(KIOSK));
    }

    @Test
    void whatAKioskSaysInItsWindowIsHeardAndDoesNotCount() throws Exception {
        planned(
                """
                {"kiosks": ["mn-05-000001"], "from": "2026-11-23T16:00:00Z", "to": "2026-11-23T20:00:00Z", "by": "ada"}""");
        await(() -> "maintenance-window".equals(reason(KIOSK)));
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            String report = "{\"seq\":1,\"at\":\"" + NOON + "\",\"service\":\"wifi\",\"state\":\"up\"}";
            kiosk.publish(1, "kiosks/" + KIOSK + "/status", report).puback(1);
            await(() -> NOON.toString().equals(wifi(KIOSK).getString("reportedAt")));
            assertEquals("maintenance-window", reason(KIOSK));
        }
    }

    @Test
    void aWindowThatRepeatsIsOpenWithEveryTimeUntilItIsCalledOff() throws Exception {
        JsonObject window = planned(
                """
                {"kiosks": ["MN-05-000001"], "from": "2026-11-23T13:00:00-05:00", "to": "2026-11-23T14:00:00-05:00",
                 "repeats": "FREQ=DAILY", "zone": "America/New_York", "by": "ada"}""");
        clock.on(Duration.ofHours(25).plusMinutes(30));
        await(() -> "maintenance-window".equals(reason(KIOSK)));
        String path = "/api/v1/maintenance/" + window.getString("id");

        JsonObject calledOff = json(200, send("DELETE", path + "?by=bob", ""));

        assertEquals("bob", calledOff.getJsonObject("calledOff").getString("by"));
        assertEquals("over", calledOff.getString("when"));
        await(() -> "never-reported".equals(reason(KIOSK)));
        assertEquals(calledOff, json(200, send("GET", path, "")), "it is kept");
        assertTrue(json(400, send("DELETE", path + "?by=bob", ""))
                .getString("detail")
                .contains("already"));
        clock.on(Duration.ofDays(1));
        assertEquals("never-reported", reason(KIOSK));
    }

    @Test
    void aLifecycleIsDecidedAndItsHistoryKept() throws Exception {
        clock.on(Duration.ofMinutes(1));
        String path = "/api/v1/kiosks/MN-05-000001/lifecycle";
        json(200, send("PUT", path, "{\"lifecycle\": \"MAINTENANCE\", \"by\": \"ada\", \"reason\": \"flood\"}"));
        await(() -> "under-maintenance".equals(reason(KIOSK)));
        clock.on(Duration.ofMinutes(1));
        json(200, send("PUT", path, "{\"lifecycle\": \"ACTIVE\", \"by\": \"bob\"}"));

        JsonArray changes = json(200, send("GET", path, "")).getJsonArray("changes");

        assertEquals(3, changes.size());
        assertEquals(
                new JsonObject()
                        .put("lifecycle", "MAINTENANCE")
                        .put("at", "2026-11-23T17:01:00Z")
                        .put("by", "ada")
                        .put("reason", "flood"),
                changes.getJsonObject(1));
        assertEquals("bob", changes.getJsonObject(2).getString("by"));
    }

    @Test
    void whereAKioskStoodIsKeptAndAMoveIsSomethingElseThanACorrection() throws Exception {
        clock.on(Duration.ofHours(2));
        String path = "/api/v1/kiosks/MN-05-000001/place";
        JsonObject there = new JsonObject().put("latitude", 40.85).put("longitude", -73.88);
        JsonObject moved = there.copy().put("borough", "Bronx").put("from", "2026-11-23T13:00:00-05:00");
        json(
                200,
                send(
                        "PUT",
                        path,
                        moved.put("by", "ada").put("reason", "new corner").encode()));
        JsonObject corrected = there.copy().put("borough", "Queens").put("correction", true);
        json(200, send("PUT", path, corrected.put("by", "bob").encode()));

        JsonArray entries = json(200, send("GET", path, "")).getJsonArray("entries");

        assertEquals(3, entries.size(), entries.encode());
        assertTrue(!entries.getJsonObject(0).containsKey("from"), "since ever");
        assertEquals("2026-11-23T18:00:00Z", entries.getJsonObject(1).getString("from"));
        assertEquals("ada", entries.getJsonObject(1).getString("by"));
        assertEquals("2026-11-23T18:00:00Z", entries.getJsonObject(2).getString("from"));
        assertEquals("Queens", entries.getJsonObject(2).getString("borough"));
        assertEquals("2026-11-23T19:00:00Z", entries.getJsonObject(2).getString("enteredAt"));
        JsonObject shown = json(200, send("GET", "/api/v1/kiosks/" + KIOSK, ""));
        assertEquals("Queens", shown.getString("borough"), shown.encode());

        json(404, send("GET", "/api/v1/kiosks/nobody/place", ""));
        json(
                400,
                send(
                        "PUT",
                        path,
                        there.copy()
                                .put("by", "ada")
                                .put("from", "2027-01-01T00:00:00Z")
                                .encode()));
        json(
                400,
                send(
                        "PUT",
                        path,
                        there.copy().put("by", "ada").put("latitude", 91).encode()));
        json(400, send("PUT", path, there.encode()));
    }

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | '' | {\"kiosks\": [\"nobody\"], \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | kiosks | {\"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | boroughs | {\"boroughs\": [\"Manhatan\"], \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | to | {\"boroughs\": [\"Manhattan\"], \"from\": \"2026-11-23T18:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | '' | {\"boroughs\": [\"Manhattan\"], \"from\": \"tomorrow\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | '' | {\"boroughs\": [\"Manhattan\"], \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\"}",
                "400 | by | {\"boroughs\": [\"Manhattan\"], \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \" \"}",
                "400 | to | {\"boroughs\": [\"Manhattan\"], \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2028-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | zone | {\"boroughs\": [\"Manhattan\"], \"repeats\": \"FREQ=DAILY\", \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | zone | {\"boroughs\": [\"Manhattan\"], \"repeats\": \"FREQ=DAILY\", \"zone\": \"Atlantis\", \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | repeats | {\"boroughs\": [\"Manhattan\"], \"repeats\": \"often\", \"zone\": \"UTC\", \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | repeats | {\"boroughs\": [\"Manhattan\"], \"repeats\": \"FREQ=DAILY;BYHOUR=2,14\", \"zone\": \"UTC\", \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | repeats | {\"boroughs\": [\"Manhattan\"], \"repeats\": \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\", \"zone\": \"UTC\", \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | '' | {\"boroughs\": [\"Manhattan\"], \"forever\": true, \"from\": \"2026-11-23T16:00:00Z\", \"to\": \"2026-11-23T17:00:00Z\", \"by\": \"a\"}",
                "400 | '' | no json"
            })
    void whatCannotBePlannedIsRefusedWithAReason(int status, String parameter, String body) throws Exception {
        JsonObject problem = json(status, send("POST", "/api/v1/maintenance", body));
        assertTrue(problem.getString("detail").length() > 10, problem.encode());
        if (!parameter.isEmpty()) {
            assertEquals(parameter, problem.getString("parameter"), problem.encode());
        }
        assertEquals(List.of(), ids(""));
    }

    @Test
    void whoMisspellsABoroughIsToldWhichThereAre() throws Exception {
        JsonObject problem = json(
                400,
                send(
                        "POST",
                        "/api/v1/maintenance",
                        """
                        {"boroughs": ["MANHATTAN", "Manhatan"], "from": "2026-11-23T16:00:00Z",
                         "to": "2026-11-23T17:00:00Z", "by": "ada"}"""));
        assertEquals("No kiosk stands in manhatan; there are kiosks in Manhattan.", problem.getString("detail"));
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        json(404, send("GET", "/api/v1/maintenance/none", ""));
        json(404, send("DELETE", "/api/v1/maintenance/none?by=ada", ""));
        json(404, send("GET", "/api/v1/maintenance?kiosk=nobody", ""));
        json(404, send("GET", "/api/v1/kiosks/nobody/lifecycle", ""));
        json(404, send("PUT", "/api/v1/kiosks/nobody/lifecycle", "{\"lifecycle\": \"ACTIVE\", \"by\": \"ada\"}"));
        json(400, send("PUT", "/api/v1/kiosks/" + KIOSK + "/lifecycle", "{\"lifecycle\": \"LOST\", \"by\": \"ada\"}"));
        json(400, send("DELETE", "/api/v1/maintenance/none", ""));
    }

    private JsonObject planned(String body) throws Exception {
        return json(201, send("POST", "/api/v1/maintenance", body));
    }

    private List<String> ids(String query) throws Exception {
        return json(200, send("GET", "/api/v1/maintenance" + query, "")).getJsonArray("windows").stream()
                .map(window -> ((JsonObject) window).getString("id"))
                .toList();
    }

    private String reason(String kiosk) throws Exception {
        return wifi(kiosk).getString("reason");
    }

    private JsonArray maintenance(String kiosk) throws Exception {
        return json(200, send("GET", "/api/v1/kiosks/" + kiosk, "")).getJsonArray("maintenance");
    }

    private JsonObject wifi(String kiosk) throws Exception {
        return json(200, send("GET", "/api/v1/kiosks/" + kiosk, ""))
                .getJsonArray("services")
                .getJsonObject(0);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return ApiDocument.require(http.send(request, BodyHandlers.ofString()));
    }

    private static JsonObject json(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.call()) {
            assertTrue(System.nanoTime() < end, "It did not come to be in 20 s");
            Thread.sleep(20);
        }
    }
}
