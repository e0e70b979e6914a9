package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.status.StatusRule;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.testservers.ApiDocument;

/** An embedded store and a registry, what is served of them, and whoever asks; closed with everything in it. */
final class TelemetryFixture implements AutoCloseable {
    private static final Reckoning RECKONING = new Reckoning(
            ZoneId.of("America/New_York"), new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    final EmbeddedStore store;
    final KioskRegistry registry;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    TelemetryFixture(Path folder, Instant now) {
        store = EmbeddedStore.open(folder.resolve("store"), Duration.ofDays(3650), () -> now);
        registry = RegistryInMemory.open(() -> now);
    }

    /** Stores what is in it, and empties it. */
    void store(PointBatch batch) throws InterruptedException {
        assertTrue(store.writer().write(batch).isEmpty());
        batch.clear();
    }

    TelemetryApi api(PointReader reader, InstantSource clock, Supplier<Coverage> coverage) {
        return new TelemetryApi(vertx, reader, registry, clock, RECKONING, coverage, new SimpleMeterRegistry());
    }

    /** To be completed, and to listen. */
    HttpFace.Builder face(TelemetryApi api) {
        return HttpFace.builder(vertx).api(TelemetryApi.DOCUMENT, api.operations());
    }

    /** The port where it listens. */
    static int listen(HttpFace.Builder face) {
        return face.listen("127.0.0.1", 0).await().port();
    }

    /** An answer that is as the document says, of whatever status. */
    HttpResponse<String> ask(int port, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return ApiDocument.require(
                client.sendAsync(request.build(), BodyHandlers.ofString()).join());
    }

    HttpResponse<String> get(int port, String path, int status, String... headers) {
        HttpResponse<String> answer = ask(port, path, headers);
        assertEquals(status, answer.statusCode(), answer.body());
        return answer;
    }

    @Override
    public void close() {
        vertx.close().await();
        registry.close();
        store.close();
    }
}
