package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.curbline.program.http.HttpFace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is asked of a store that does not answer takes nothing away from what is answered without it. */
@Timeout(300)
class SilentStoreTest {
    private static final int MOST_ASKED = 32;
    private static final String HISTORY = "/api/v1/kiosks/" + KIOSK + "/history";

    private final StoreThatFallsSilent store = new StoreThatFallsSilent();
    private final GatewayFixture fixture = GatewayFixture.start();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpFace face;

    @BeforeEach
    void start() {
        fixture.registry.discover(KIOSK);
        face = fixture.http(store);
    }

    @AfterEach
    void close() {
        store.answerAgain();
        fixture.close();
    }

    @Test
    void onlyAnswersFromTheStoreWait() throws Exception {
        store.fallSilent();
        List<CompletableFuture<HttpResponse<String>>> asked =
                Stream.generate(() -> ask(HISTORY)).limit(MOST_ASKED).toList();
        awaitOpen();

        HttpResponse<String> tooMany = ask(HISTORY).get();
        assertEquals(503, tooMany.statusCode());
        assertEquals(
                "application/problem+json",
                tooMany.headers().firstValue("Content-Type").orElse(""));
        assertTrue(tooMany.body().contains("More than 32 questions to the store wait already"), tooMany.body());

        assertEquals(200, ask("/api/v1/status").get().statusCode());
        assertEquals(200, ask("/api/v1/kiosks").get().statusCode());
        assertEquals(200, ask("/api/v1/kiosks/" + KIOSK).get().statusCode());
        assertEquals(200, ask("/api/v1/kiosks/" + KIOSK + "/lifecycle").get().statusCode());
        assertEquals(200, ask("/health/live").get().statusCode());
        String metrics = ask("/metrics").get().body();
        assertTrue(metrics.contains("curbline_gateway_store_answers_seconds_count{outcome=\"refused\"} 1"), metrics);
        assertTrue(asked.stream().noneMatch(CompletableFuture::isDone), "they wait");

        store.answerAgain();
        for (CompletableFuture<HttpResponse<String>> each : asked) {
            assertEquals(200, each.get().statusCode());
        }
        assertEquals(200, ask(HISTORY).get().statusCode());
    }

    private CompletableFuture<HttpResponse<String>> ask(String path) {
        URI uri = URI.create("http://127.0.0.1:" + face.port() + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** Until all of them have come in. */
    private void awaitOpen() throws InterruptedException {
        while (fixture.meters
                        .get("curbline_gateway_store_questions_open")
                        .gauge()
                        .value()
                < MOST_ASKED) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
