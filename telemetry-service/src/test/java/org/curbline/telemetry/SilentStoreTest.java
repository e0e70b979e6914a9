package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.status.StatusRule;
import org.curbline.telemetry.api.MapTiles;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Questions to a store that does not answer take nothing away from what is answered without it. */
@Timeout(300)
class SilentStoreTest {
    private static final int MOST_ASKED = 64;
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-24T06:30:00Z"));
    private static final Reckoning RECKONING =
            new Reckoning(ZoneOffset.UTC, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    private final Vertx vertx = Vertx.vertx();
    private final ReaderThatFallsSilent store = new ReaderThatFallsSilent(new ReaderWithFixedRows());
    private final KioskRegistry registry = RegistryInMemory.open(CLOCK);
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void listen() {
        TelemetryApi api = new TelemetryApi(vertx, store, registry, CLOCK, RECKONING, () -> Coverage.NONE, meters);
        port = TelemetryApi.pages(HttpFace.builder(vertx), MapTiles.NONE)
                .api(TelemetryApi.DOCUMENT, api.operations())
                .metrics(meters, Future::succeededFuture)
                .listen("127.0.0.1", 0)
                .await()
                .port();
    }

    @AfterEach
    void close() {
        store.answer();
        vertx.close().await();
        registry.close();
    }

    @Test
    void onlyAnswersFromTheStoreWait() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> asked = IntStream.range(0, MOST_ASKED)
                .mapToObj(SilentStoreTest::usage)
                .map(this::ask)
                .toList();
        while (meters.get("curbline_telemetry_questions_open").gauge().value() < MOST_ASKED) {
            TimeUnit.MILLISECONDS.sleep(20);
        }

        HttpResponse<String> tooMany = ask(usage(MOST_ASKED)).get();
        assertEquals(503, tooMany.statusCode());
        assertEquals(
                "application/problem+json",
                tooMany.headers().firstValue("Content-Type").orElse(""));
        assertTrue(tooMany.body().contains("More than 64 questions to the store wait already"), tooMany.body());

        assertEquals(200, ask("/usage.html").get().statusCode());
        assertEquals(200, ask("/api/v1/calendar").get().statusCode());
        assertEquals(200, ask("/health/live").get().statusCode());
        String metrics = ask("/metrics").get().body();
        assertTrue(metrics.contains("curbline_telemetry_answers_seconds_count{outcome=\"refused\"} 1"), metrics);
        assertTrue(asked.stream().noneMatch(CompletableFuture::isDone), "they wait");

        store.answer();
        for (CompletableFuture<HttpResponse<String>> each : asked) {
            assertEquals(200, each.get().statusCode());
        }
    }

    /** Each another question, as those who ask the same one share an answer. */
    private static String usage(int number) {
        return "/api/v1/usage?from=2026-11-23T"
                + String.format(Locale.ROOT, "%02d:%02d:00Z", number / 60, number % 60)
                + (number % 2 == 0 ? "&measure=uniqueClients" : "");
    }

    private CompletableFuture<HttpResponse<String>> ask(String path) {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
}
