package org.curbline.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole service, over something that looks like an InfluxDB. */
@Timeout(60)
class TelemetryServiceTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T12:00:00Z"));
    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer influx;
    private boolean wasProbed;

    TelemetryServiceTest() throws IOException {
        influx = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void listen() {
        influx.createContext("/", this::answerOneProbe);
        influx.start();
    }

    @AfterEach
    void close() {
        influx.stop(0);
    }

    /** By itself the probe would not know, as it waits for an answer. */
    @Test
    void aQuestionThatIsNotAnsweredMakesItUnready() throws Exception {
        try (TelemetryService service = TelemetryService.start(settings(), now::get)) {
            while (get(service, "/health/ready").statusCode() != 200) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            assertEquals(503, get(service, "/api/v1/usage").statusCode());
            now.updateAndGet(before -> before.plusMillis(2_001));

            HttpResponse<String> ready = get(service, "/health/ready");
            assertEquals(503, ready.statusCode(), ready.body());
            assertEquals(
                    "The store answers no questions",
                    new JsonObject(ready.body()).getJsonObject("reasons").getString("store"));
            influx.stop(0);
        }
    }

    /** The first one, as of an empty store; others are kept waiting, and other questions are refused. */
    private void answerOneProbe(HttpExchange exchange) throws IOException {
        if (exchange.getRequestURI().getPath().equals("/api/v2/buckets")) {
            answer(exchange, 200, "{\"buckets\": [{\"id\": \"1\", \"name\": \"any\", \"retentionRules\": []}]}");
        } else if (!new String(exchange.getRequestBody().readAllBytes(), UTF_8).contains("health")) {
            answer(exchange, 503, "away");
        } else if (!wasProbed) {
            wasProbed = true;
            answer(exchange, 200, "{\"results\": []}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private HttpResponse<String> get(TelemetryService service, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.port() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private Settings settings() {
        Map<String, String> told = Map.of(
                "curbline.telemetry.http-host", "127.0.0.1",
                "curbline.telemetry.http-port", "0",
                "curbline.store.kind", "influx",
                "curbline.store.influx.url",
                        "http://127.0.0.1:" + influx.getAddress().getPort(),
                "curbline.store.influx.token", "any",
                "curbline.store.influx.answer-timeout", Duration.ofMinutes(10).toString(),
                "curbline.registry.url", "jdbc:h2:mem:telemetry-service-test");
        return new SettingsLoader(Map.of(), Path.of("")).load(null, told, TelemetryService.SETTINGS);
    }
}
