package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.curbline.program.settings.Settings;
import org.curbline.program.settings.SettingsLoader;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service over an InfluxDB that accepts questions and answers none. */
@Timeout(180)
class SilentInfluxIT {
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(4);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void isNotReadySoonAfterAQuestionWasNotAnswered(@TempDir Path folder) throws Exception {
        try (InfluxProcess influx = InfluxServer.startProcess();
                TelemetryService service = TelemetryService.start(settings(influx, folder), Clock.systemUTC())) {
            awaitStatus(200, service);

            influx.pause();
            try {
                HttpResponse<String> answer = get(service, "/api/v1/usage");
                long failed = System.nanoTime();
                assertEquals(503, answer.statusCode());
                String detail = new JsonObject(answer.body()).getString("detail");
                assertTrue(detail.startsWith("The store does not answer at the moment."), detail);
                HttpResponse<String> ready = awaitStatus(503, service);
                assertTrue(System.nanoTime() - failed < A_FEW_SECONDS.toNanos(), "it said UP for too long");
                String reason =
                        new JsonObject(ready.body()).getJsonObject("reasons").getString("store");
                assertFalse(reason.contains("java"), reason);
            } finally {
                influx.resume();
            }
            awaitStatus(200, service);
        }
    }

    private HttpResponse<String> awaitStatus(int status, TelemetryService service) throws Exception {
        HttpResponse<String> ready = get(service, "/health/ready");
        while (ready.statusCode() != status) {
            TimeUnit.MILLISECONDS.sleep(50);
            ready = get(service, "/health/ready");
        }
        return ready;
    }

    private HttpResponse<String> get(TelemetryService service, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + service.port() + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private static Settings settings(InfluxProcess influx, Path folder) {
        return new SettingsLoader(Map.of(), folder)
                .load(
                        null,
                        Map.of(
                                "curbline.telemetry.http-host",
                                "127.0.0.1",
                                "curbline.telemetry.http-port",
                                "0",
                                "curbline.store.kind",
                                "influx",
                                "curbline.store.influx.url",
                                influx.url(),
                                "curbline.store.influx.org",
                                influx.org(),
                                "curbline.store.influx.token",
                                influx.token(),
                                "curbline.registry.url",
                                "jdbc:h2:file:" + folder.resolve("registry")),
                        TelemetryService.SETTINGS);
    }
}
