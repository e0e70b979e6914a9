package org.curbline.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.curbline.gateway.webhooks.Receiver;
import org.curbline.gateway.webhooks.Receiver.Told;
import org.curbline.program.http.HttpFace;
import org.curbline.testservers.ApiDocument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks as a person handles them, from a report on a socket to the receiver. */
class WebhooksApiTest {
    private static final String KIOSK = "mn-05-000001";
    private static final String TOPIC = "kiosks/" + KIOSK + "/status";
    private static final String OWN_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Receiver receiver = new Receiver();
    private GatewayFixture fixture;
    private HttpFace face;
    private Instant reported = Instant.EPOCH;

    @BeforeEach
    void start() {
        fixture = GatewayFixture.over(
                new StoreInMemory(),
                InstantSource.system(), // as whoever tells receivers has it
                "webhooks.allow",
                "127.0.0.1",
                "webhooks.max-webhooks",
                "2");
        face = fixture.http();
    }

    @AfterEach
    void stop() {
        fixture.close();
        receiver.close();
    }

    @Test
    void isToldWhatAKioskReports() throws Exception {
        JsonObject added = add(new JsonObject()
                .put("url", receiver.url())
                .put("types", new JsonArray(List.of("org.curbline.status.changed"))));
        try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
            kiosk.publish(1, TOPIC, report(1, "wifi", "up")).puback(1);
            kiosk.publish(2, TOPIC, report(2, "wifi", "down")).puback(2);
        }
        Told up = receiver.next();
        assertEquals("kiosks/" + KIOSK + "/services/wifi", up.event().getString("subject"));
        assertEquals("up", up.event().getJsonObject("data").getString("state"));
        assertTrue(up.isSignedWith(added.getString("secret")));
        assertEquals("down", receiver.next().event().getJsonObject("data").getString("state"));
    }

    @Test
    void secretIsShownOnceAndCanBeChangedWithoutAGap() throws Exception {
        JsonObject added = add(new JsonObject().put("url", receiver.url()).put("secret", OWN_SECRET));
        assertEquals(OWN_SECRET, added.getString("secret"));
        String path = "/api/v1/webhooks/" + added.getString("id");
        assertFalse(send("GET", path, null).body().contains("secret"));
        assertFalse(send("GET", "/api/v1/webhooks", null).body().contains(OWN_SECRET));

        String now = body(200, send("POST", path + "/secret", "{}")).getString("secret");
        assertEquals("delivered", body(200, send("POST", path + "/test", "{}")).getString("outcome"));
        Told test = receiver.next();
        assertEquals("org.curbline.webhook.test", test.event().getString("type"));
        assertTrue(test.isSignedWith(now));
        assertTrue(test.isSignedWith(OWN_SECRET), "the former one signs, too");
        JsonObject delivery = body(200, send("GET", path + "/deliveries?limit=1", null))
                .getJsonArray("deliveries")
                .getJsonObject(0);
        assertEquals(test.id(), delivery.getString("event"));
        assertEquals(204, delivery.getInteger("status"));
    }

    @Test
    void canBeChangedDisabledAndForgotten() throws Exception {
        JsonObject added = add(new JsonObject().put("url", receiver.url()).put("description", "ours"));
        String path = "/api/v1/webhooks/" + added.getString("id");
        JsonObject changed = body(200, send("PATCH", path, "{\"services\":[\"call\"],\"enabled\":false}"));
        assertEquals("ours", changed.getString("description"));
        assertEquals(new JsonArray(List.of("call")), changed.getJsonArray("services"));
        assertEquals("Somebody disabled it.", changed.getString("disabledBecause"));
        assertTrue(body(200, send("PATCH", path, "{\"enabled\":true}")).getBoolean("enabled"));
        assertEquals(
                1,
                body(200, send("GET", "/api/v1/webhooks", null))
                        .getJsonArray("webhooks")
                        .size());
        assertEquals(204, send("DELETE", path, null).statusCode());
        for (String gone : List.of("", "/deliveries")) {
            assertEquals(404, send("GET", path + gone, null).statusCode());
        }
        assertEquals(404, send("POST", path + "/test", "{}").statusCode());
        assertEquals(404, send("DELETE", path, null).statusCode());
    }

    @Test
    void whatCannotBeIsSaid() throws Exception {
        for (String url : List.of("http://10.0.0.1/", "http://[::1]/", "ftp://127.0.0.1/", "http://a@127.0.0.1/")) {
            JsonObject problem = body(
                    400,
                    send(
                            "POST",
                            "/api/v1/webhooks",
                            new JsonObject().put("url", url).encode()));
            assertEquals("url", problem.getString("parameter"), url);
        }
        assertEquals(
                "secret",
                body(400, send("POST", "/api/v1/webhooks", "{\"url\":\"" + receiver.url() + "\",\"secret\":\"s\"}"))
                        .getString("parameter"));
        assertEquals(400, send("POST", "/api/v1/webhooks", "{}").statusCode());
        assertEquals(
                400,
                send("POST", "/api/v1/webhooks", "{\"url\":\"" + receiver.url() + "\",\"services\":[\"toaster\"]}")
                        .statusCode());
        JsonObject added = add(new JsonObject().put("url", receiver.url()));
        assertEquals(
                400,
                send("PATCH", "/api/v1/webhooks/" + added.getString("id"), "{\"url\":\"http://10.0.0.1/\"}")
                        .statusCode());
        add(new JsonObject().put("url", receiver.url()));
        JsonObject tooMany = body(
                409,
                send(
                        "POST",
                        "/api/v1/webhooks",
                        new JsonObject().put("url", receiver.url()).encode()));
        assertTrue(tooMany.getString("detail").contains("max-webhooks"), tooMany.encode());
    }

    private JsonObject add(JsonObject draft) throws Exception {
        HttpResponse<String> answer = send("POST", "/api/v1/webhooks", draft.encode());
        JsonObject added = body(201, answer);
        assertEquals(
                "/api/v1/webhooks/" + added.getString("id"),
                answer.headers().firstValue("Location").orElse(""));
        return added;
    }

    private static JsonObject body(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> send(String method, String path, @Nullable String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + face.port() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        return ApiDocument.require(http.send(request.build(), BodyHandlers.ofString()));
    }

    /** Of this moment, and later than the one before. */
    private String report(long seq, String service, String state) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        reported = now.isAfter(reported) ? now : reported.plusMillis(1);
        return "{\"seq\":" + seq + ",\"at\":\"" + reported + "\",\"service\":\"" + service + "\",\"state\":\"" + state
                + "\"}";
    }
}
