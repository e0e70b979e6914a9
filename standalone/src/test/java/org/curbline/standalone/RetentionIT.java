package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.curbline.store.Retention;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** How long a city keeps what, as the file in its data folder says. */
class RetentionIT {
    private static final String FIVE_DAYS =
            "curbline: {store: {kind: embedded, retention: 5d, history-retention: 50d, rollup-retention: 500d}}";

    private final StandaloneOptions options = new StandaloneOptions();
    private final AtomicReference<Retention> opened = new AtomicReference<>();

    RetentionIT(@TempDir Path data) {
        CommandLine.populateCommand(options, "--kiosks", "0");
        options.data = data;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
    }

    @Test
    void theStoreKeepsWhatTheFileSaysAndWhatIsOlderIsRefused() throws Exception {
        Files.writeString(options.data.resolve("curbline.yaml"), FIVE_DAYS);
        try (City city = City.start(options, InstantSource.system(), (folder, retention, clock) -> {
                    opened.set(retention);
                    return EmbeddedStore.open(folder, retention, clock);
                });
                PluggedKiosk kiosk = new PluggedKiosk("tcp://127.0.0.1:" + options.mqttPort, "mn-05-000001")) {
            assertEquals(new Retention(Duration.ofDays(5), Duration.ofDays(50), Duration.ofDays(500)), opened.get());
            for (int days = 4; days <= 6; days += 2) {
                Instant at = Instant.now().minus(Duration.ofDays(days)).truncatedTo(ChronoUnit.MILLIS);
                kiosk.sends(
                        "kiosks/mn-05-000001/usage/wifi",
                        "{\"seq\":" + days + ",\"at\":\"" + at
                                + "\",\"durationSeconds\":60,\"downBytes\":1,\"upBytes\":1,\"network\":\"open\"}");
            }
            assertEquals(1, get("/api/v1/books").getLong("stored"), city::line);
            JsonArray refused = get("/api/v1/quarantine").getJsonArray("messages");
            assertEquals(1, refused.size(), refused::encode);
            assertEquals("TOO_OLD", refused.getJsonObject(0).getString("reason"), refused::encode);
        }
    }

    private JsonObject get(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + options.httpPort + path);
        return new JsonObject(HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body());
    }
}
