package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.curbline.program.http.HttpFace;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A kiosk comes to its password by a token, over HTTP. */
class EnrolmentsApiIT {
    private static final String KIOSK = "mn-05-000001";
    private static final String ENROLMENTS = "/api/v1/kiosks/" + KIOSK + "/enrolments";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ClockToMove clock = new ClockToMove(Instant.parse("2026-11-23T17:00:00Z"));
    private GatewayFixture fixture;
    private HttpFace face;

    @BeforeEach
    void start() {
        fixture = GatewayFixture.over(new StoreInMemory(), clock);
        fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        face = fixture.http();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void tokenIsToldOnceAndGivesAPasswordOnce() throws Exception {
        JsonObject let = new JsonObject(post(ENROLMENTS, "{\"by\":\"alice\"}", 201));
        assertEquals("2026-11-23T18:00:00Z", let.getString("expiresAt"));
        String token = let.getString("token");
        assertFalse(get(ENROLMENTS).contains(token), "it is told once");

        JsonObject given = new JsonObject(post("/api/v1/enrolments", told(token), 201));
        assertEquals(KIOSK, given.getString("kiosk"));
        assertEquals(fixture.port, given.getJsonObject("mqtt").getInteger("tcp"));
        assertTrue(fixture.registry.verify(KIOSK, given.getString("password")));

        assertTrue(post("/api/v1/enrolments", told(token), 403).contains("was used at 2026-11-23T17:00:00Z"));
        JsonObject kept =
                new JsonObject(get(ENROLMENTS)).getJsonArray("enrolments").getJsonObject(0);
        assertEquals("used", kept.getString("state"));
        assertEquals("alice", kept.getString("by"));
        assertEquals("127.0.0.1", kept.getString("usedFrom"));
    }

    @Test
    void kioskThatBringsItsPasswordIsAnsweredTheSameAgain() throws Exception {
        String token = new JsonObject(post(ENROLMENTS, "{\"by\":\"alice\"}", 201)).getString("token");
        String own = "Kq_-".repeat(11);
        String first = post("/api/v1/enrolments", told(token, own), 201);
        assertEquals(own, new JsonObject(first).getString("password"));
        assertTrue(fixture.registry.verify(KIOSK, own));
        clock.on(Duration.ofDays(2));
        assertEquals(first, post("/api/v1/enrolments", told(token, own), 201));
        assertTrue(post("/api/v1/enrolments", told(token, "x".repeat(43)), 403).contains("was used at"));
        assertTrue(post("/api/v1/enrolments", told(token), 403).contains("was used at"));
        clock.on(Duration.ofDays(6));
        assertTrue(post("/api/v1/enrolments", told(token, own), 403).contains("was used at"));
    }

    @Test
    void passwordThatCouldBeGuessedOrIsCutOffUsesNoToken() throws Exception {
        String token = new JsonObject(post(ENROLMENTS, "{\"by\":\"alice\"}", 201)).getString("token");
        for (String bad : List.of("", "x".repeat(42), "x".repeat(73), "x".repeat(42) + " ", "x".repeat(43) + "\n")) {
            post("/api/v1/enrolments", told(token, bad), 400);
        }
        post("/api/v1/enrolments", told(token, "x".repeat(72)), 201);
    }

    @Test
    void tokenThatIsUnknownOrLateGivesNothing() throws Exception {
        JsonObject let = new JsonObject(post(ENROLMENTS, "{\"by\":\"alice\",\"timeToLiveSeconds\":60}", 201));
        clock.on(Duration.ofSeconds(61));
        assertTrue(post("/api/v1/enrolments", told(let.getString("token")), 403).contains("time was over"));
        assertTrue(post("/api/v1/enrolments", told("guessed"), 403).contains("There is no such token."));
        assertFalse(fixture.registry.hasPassword(KIOSK));
        assertEquals(
                "expired",
                new JsonObject(get(ENROLMENTS))
                        .getJsonArray("enrolments")
                        .getJsonObject(0)
                        .getString("state"));
        post("/api/v1/kiosks/nobody/enrolments", "{\"by\":\"alice\"}", 404);
        post(ENROLMENTS, "{\"by\":\"\"}", 400);
        post(ENROLMENTS, "{\"by\":\"alice\",\"timeToLiveSeconds\":1}", 400);
    }

    private static String told(String token) {
        return new JsonObject().put("token", token).encode();
    }

    private static String told(String token, String password) {
        return new JsonObject().put("token", token).put("password", password).encode();
    }

    private String get(String path) throws Exception {
        return answer(HttpRequest.newBuilder(uri(path)).build(), 200);
    }

    private String post(String path, String body, int expected) throws Exception {
        return answer(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                expected);
    }

    private String answer(HttpRequest request, int expected) throws Exception {
        HttpResponse<String> answer = ApiDocument.require(http.send(request, BodyHandlers.ofString()));
        assertEquals(expected, answer.statusCode(), answer.body());
        return answer.body();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + face.port() + path);
    }
}
