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
import org.curbline.registry.Kiosk;
import org.curbline.registry.Lifecycle;
import org.curbline.registry.Origin;
import org.curbline.testservers.ApiDocument;
import org.junit.jupiter.api.Test;

class ListedKiosksTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isNotSentAgainUntilSomethingChanges() throws Exception {
        try (GatewayFixture fixture = GatewayFixture.start()) {
            fixture.registry.put(new Kiosk(KIOSK, Lifecycle.ACTIVE, "", null, null, null, Origin.ADDED));
            HttpFace face = fixture.http();
            HttpResponse<String> first = get(face, "\"none\"");
            assertEquals(200, first.statusCode());
            String tag = first.headers().firstValue("etag").orElse("");
            assertEquals(304, get(face, tag).statusCode());
            try (RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                kiosk.publish(1, TOPIC, wifi(1)).puback(1); // under open access this is who it is
                HttpResponse<String> changed = get(face, tag);
                for (int tries = 0; tries < 1_000 && !changed.body().contains("\"connected\":1"); tries++) {
                    TimeUnit.MILLISECONDS.sleep(10); // the board hears of it a moment later
                    changed = get(face, tag);
                }
                assertEquals(200, changed.statusCode());
                assertTrue(changed.body().contains("\"connected\":1"), changed.body());
            }
        }
    }

    private HttpResponse<String> get(HttpFace face, String tag) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + face.port() + "/api/v1/kiosks");
        return ApiDocument.require(http.send(
                HttpRequest.newBuilder(uri).header("If-None-Match", tag).build(), BodyHandlers.ofString()));
    }
}
