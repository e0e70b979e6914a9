package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.curbline.program.EndSignal;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryServiceMainIT {
    private static final Instant AT = Instant.parse("2026-11-24T12:00:00Z");

    @TempDir
    Path folder = Path.of(".");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final EndSignal stop = new EndSignal();

    @Test
    void helpNamesTheOptions() {
        assertEquals(0, run(Map.of(), "--help"));
        assertTrue(out.toString().contains("--config"), out::toString);
        assertTrue(out.toString().contains("--http-port"), out::toString);
    }

    @Test
    void tellsItsVersion() {
        assertEquals(0, run(Map.of(), "--version"));
        assertTrue(out.toString().startsWith("Curbline telemetry service "), out::toString);
    }

    @Test
    void aReportThatCannotBeHadIsOneSentence() throws IOException {
        try (Socket taken = new Socket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // and does not listen there
            String service = "http://127.0.0.1:" + taken.getLocalPort();
            assertEquals(1, run(Map.of(), "report", "--service=" + service));
            assertEquals(
                    "The report could not be written: nobody listens at " + service,
                    err.toString().strip());
        }
    }

    @Test
    void everyMistakeInTheSettingsIsSaidAndNothingStarted() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mistaken.yaml"), "curbline: {telemetry: {zone: Mars/Base, http-prot: 1}}");

        assertEquals(1, run(Map.of(), "--config", file.toString()));
        assertTrue(err.toString().contains("curbline.telemetry.zone cannot be \"Mars/Base\""), err::toString);
        assertTrue(err.toString().contains("did you mean curbline.telemetry.http-port?"), err::toString);
        assertFalse(err.toString().contains("\tat "), err::toString);
    }

    @Test
    void takenPortIsOneSentence() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int status = run(environment(), "--http-host=127.0.0.1", "--http-port=" + other.getLocalPort());

            assertEquals(1, status);
            assertTrue(
                    err.toString()
                            .startsWith("Port " + other.getLocalPort() + " is taken: another program listens on "),
                    err::toString);
            assertEquals(1, err.toString().lines().count(), err::toString);
        }
    }

    @Test
    void answersFromARealStoreAndRegistryUntilItIsStopped() throws Exception {
        fillStoreAndRegistry();
        // A thread of its own: on two processors the common pool has one, which the HTTP client needs (JDK 25).
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                () -> run(environment(), "--http-host=127.0.0.1", "--http-port=0", "--set=curbline.telemetry.zone=UTC"),
                service -> new Thread(service, "telemetry-service").start());
        String base = "http://127.0.0.1:" + portOnceSaid(status);

        String rows = get(base + "/api/v1/usage?by=borough&from=2026-11-24&to=2026-11-25");
        assertEquals(
                new JsonArray(
                        """
                        [{"service":"wifi","borough":"Bronx","count":3,"durationSeconds":30,"downBytes":300,"upBytes":6}]"""),
                new JsonObject(rows).getJsonArray("rows"));
        JsonObject page = new JsonObject(
                get(base + "/api/v1/usage/events?service=wifi&kiosk=bx-1&from=2026-11-24&to=2026-11-25&limit=2"));
        assertEquals(2, page.getJsonArray("events").size());
        assertEquals(
                "2026-11-24T12:00:00Z",
                page.getJsonArray("events").getJsonObject(0).getString("at"));
        JsonObject last = new JsonObject(get(base + "/api/v1/usage/events?service=wifi&kiosk=bx-1&from=2026-11-24"
                + "&to=2026-11-25&limit=2&after=" + page.getString("next")));
        assertEquals(3, last.getJsonArray("events").getJsonObject(0).getInteger("seq"));
        String metrics = get(base + "/metrics");
        assertTrue(metrics.contains("curbline_telemetry_answers_seconds_count{outcome=\"answered\"}"), metrics);
        assertTrue(metrics.contains("curbline_telemetry_remembered_use_bytes "), metrics);
        assertTrue(metrics.contains("curbline_telemetry_remembered_devices "), metrics);

        Path report = folder.resolve("2026-01.html");
        assertEquals(0, run(Map.of(), "report", "--month=2026-01", "--service=" + base, "--output=" + report));
        assertTrue(Files.readString(report).contains("<h1>Monthly report, January 2026</h1>"));
        assertEquals(1, run(Map.of(), "report", "--month=2999-01", "--service=" + base, "--output=" + report));
        assertTrue(err.toString().contains("answered 400"), err::toString);
        assertTrue(Files.readString(report).contains("January 2026"), "what was there stays");

        stop.ask();
        assertEquals(0, status.get(2, TimeUnit.MINUTES), err::toString);
        assertTrue(out.toString().contains("curbline.telemetry.zone = UTC (command line)"), out::toString);
    }

    private void fillStoreAndRegistry() throws Exception {
        try (KioskRegistry registry = KioskRegistry.open(registryUrl(), InstantSource.system())) {
            registry.put(new Kiosk(
                    "bx-1",
                    Lifecycle.ACTIVE,
                    "",
                    new Place(40.85, -73.9, "Bronx", "205", "", ""),
                    null,
                    null,
                    Origin.ADDED));
        }
        try (TelemetryStore store =
                EmbeddedStore.open(folder.resolve("store"), Duration.ofDays(3650), InstantSource.system())) {
            PointBatch batch = new PointBatch(1024);
            for (int seq = 1; seq <= 3; seq++) {
                batch.begin(Measurement.WIFI)
                        .tag(Columns.KIOSK, "bx-1")
                        .tag(Columns.NETWORK, "open")
                        .field(Columns.SEQ, seq)
                        .field(Columns.DURATION, 10)
                        .field(Columns.DOWN, 100)
                        .field(Columns.UP, 2)
                        .end(AT.toEpochMilli() * 1_000_000 + seq);
            }
            assertTrue(store.writer().write(batch).isEmpty());
        }
    }

    private Map<String, String> environment() {
        return Map.of(
                "CURBLINE_STORE_KIND",
                "embedded",
                "CURBLINE_STORE_RETENTION",
                "P3650D",
                "CURBLINE_STORE_EMBEDDED_DIRECTORY",
                folder.resolve("store").toString(),
                "CURBLINE_REGISTRY_URL",
                registryUrl());
    }

    private String registryUrl() {
        return "jdbc:h2:file:" + folder.resolve("registry").toAbsolutePath();
    }

    private int portOnceSaid(CompletableFuture<Integer> status) {
        while (!status.isDone()) {
            String said = out.toString();
            int at = said.indexOf("http://localhost:");
            if (at >= 0 && said.contains("/, with")) {
                return Integer.parseInt(said.substring(at + 17, said.indexOf('/', at + 17)));
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("It ended with " + status + ": " + err + out);
    }

    private int run(Map<String, String> environment, String... args) {
        return TelemetryServiceMain.execute(
                args, environment, new PrintWriter(out, true), new PrintWriter(err, true), stop);
    }

    private static String get(String url) {
        return HttpClient.newHttpClient()
                .sendAsync(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
                .orTimeout(2, TimeUnit.MINUTES)
                .join()
                .body();
    }
}
