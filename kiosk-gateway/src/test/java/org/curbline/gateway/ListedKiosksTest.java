package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.Test;

class ListedKiosksTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isNotSentAgainUntilSomethingChanges() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
            HttpFace face = fixture.http();
            HttpResponse<String> first = await(face, "\"none\"", "\"recovered\":true");
            String tag = first.headers().firstValue("etag").orElse("");
            assertEquals(304, get(face, tag).statusCode());
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                kiosk.publish(1, TOPIC, wifi(1)).puback(1); // under open access this is who it is
                await(face, tag, "\"connected\":1");
            }
        }
    }

    /** The board hears of things a moment later. */
    private HttpResponse<String> await(HttpFace face, String tag, String what) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HttpResponse<String> answer = get(face, tag);
        while (!answer.body().contains(what)) {
            assertTrue(System.nanoTime() < until, answer.body());
            TimeUnit.MILLISECONDS.sleep(10);
            answer = get(face, tag);
        }
        assertEquals(200, answer.statusCode());
        return answer;
    }

    private HttpResponse<String> get(HttpFace face, String tag) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + face.port() + "/api/v1/kiosks");
        return ApiDocument.require(http.send(
                HttpRequest.newBuilder(uri).header("If-None-Match", tag).build(), BodyHandlers.ofString()));
    }
}
