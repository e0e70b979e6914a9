package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever asks for what cannot be had is told what is away, and neither where it is nor what Java calls that. */
class AwayAnswersTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final StoreThatFallsSilent store = new StoreThatFallsSilent();
    private final GatewayFixture fixture = GatewayFixture.start();
    private HttpFace face;

    @BeforeEach
    void start() {
        fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
        face = fixture.http(store);
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void store() throws Exception {
        store.goAway("InfluxDB at http://10.0.0.7:8086 does not answer");

        requireAway("The store", ApiDocument.require(get("/api/v1/kiosks/" + KIOSK + "/history")));
    }

    @Test
    void registry() throws Exception {
        fixture.registry.close();

        requireAway("The registry's database", ApiDocument.require(get("/api/v1/kiosks/" + KIOSK + "/lifecycle")));
        requireAway("The registry's database", ApiDocument.require(get("/api/v1/webhooks")));
    }

    private static void requireAway(String what, HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode());
        assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
        assertEquals(
                what + " does not answer at the moment. Nothing that was stored is lost; ask again in some seconds.",
                new JsonObject(answer.body()).getString("detail"));
    }

    private HttpResponse<String> get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + face.port() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
