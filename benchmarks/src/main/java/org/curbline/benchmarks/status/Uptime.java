package org.curbline.benchmarks.status;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.KioskRegistry;
import org.curbline.status.StatusRule;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.Coverage;

/** Availability as the telemetry service answers it. */
final class Uptime {
    private static final double TARGET = 0.95;

    private double workedSeconds;
    private double knownSeconds;

    private Uptime() {}

    /** Asks the service's own API, over what the trial's store holds. */
    static Uptime ask(
            TrialStore store, KioskRegistry registry, StatusRule rule, InstantSource clock, Instant from, Instant to)
            throws IOException, InterruptedException {
        Vertx vertx = Vertx.vertx();
        try {
            TelemetryApi telemetry = new TelemetryApi(
                    vertx,
                    store,
                    registry,
                    clock,
                    new Reckoning(ZoneOffset.UTC, rule, TARGET),
                    () -> Coverage.NONE,
                    new SimpleMeterRegistry());
            HttpFace face = HttpFace.builder(vertx)
                    .api(TelemetryApi.DOCUMENT, telemetry.operations())
                    .listen("127.0.0.1", 0)
                    .await();
            URI uri = URI.create(
                    "http://127.0.0.1:" + face.port() + "/api/v1/availability?by=fleet&from=" + from + "&to=" + to);
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException(uri + " answered " + answer.statusCode() + ": " + answer.body());
            }
            Uptime uptime = new Uptime();
            uptime.read(new JsonObject(answer.body()).getJsonArray("rows"));
            return uptime;
        } finally {
            vertx.close().await();
        }
    }

    private void read(JsonArray rows) {
        for (int i = 0; i < rows.size(); i++) {
            JsonObject row = rows.getJsonObject(i);
            JsonObject worked = row.getJsonObject("seconds");
            double of = worked.getDouble("up") + worked.getDouble("degraded");
            workedSeconds += of;
            knownSeconds += of / row.getDouble("availabilityOfKnown");
        }
    }

    /** Seconds in which all services together worked, as it is answered. */
    double workedSeconds() {
        return workedSeconds;
    }

    /** The share of the time of which something is known in which they did, as it is answered. */
    double shareOfKnown() {
        return workedSeconds / knownSeconds;
    }
}
