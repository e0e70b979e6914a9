package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.curbline.program.http.Period;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.PointBatch;
import org.curbline.store.Retention;
import org.curbline.store.influx.InfluxStore;
import org.curbline.telemetry.UsageAnswer.Row;
import org.curbline.telemetry.UsageRequest.By;
import org.curbline.telemetry.UsageRequest.Grouping;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.curbline.testservers.InfluxServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every panel of the Grafana dashboard asks of a real InfluxDB is what the API answers. */
class GrafanaIT {
    private static final Path DASHBOARD = Path.of("..", "deploy", "grafana", "dashboards", "usage.json");
    private static final Instant TO = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant FROM = TO.minus(Duration.ofDays(3));
    /** The whole days within that time, by New York's clocks. */
    private static final Period DAYS =
            new Period(Instant.parse("2026-11-18T05:00:00Z"), Instant.parse("2026-11-20T05:00:00Z"), ZoneOffset.UTC);

    /** Of which days are rolled up. */
    private static final Duration RETENTION = Duration.ofDays(10);

    private static final InstantSource CLOCK = InstantSource.fixed(TO.plusSeconds(1800));

    /** What the API is asked for each panel. */
    private static final Map<String, Asked> PANELS = Map.of(
            "WiFi sessions", new Asked(UsedService.WIFI, Measure.COUNT, By.NOTHING, null),
            "WiFi downloaded", new Asked(UsedService.WIFI, Measure.DOWN, By.NOTHING, null),
            "Calls", new Asked(UsedService.CALL, Measure.COUNT, By.NOTHING, null),
            "Energy given", new Asked(UsedService.CHARGING, Measure.ENERGY, By.NOTHING, null),
            "Tablet sessions", new Asked(UsedService.TABLET, Measure.COUNT, By.NOTHING, null),
            "Uses by hour", new Asked(null, Measure.COUNT, By.NOTHING, Bucket.HOUR),
            "WiFi sessions by network", new Asked(UsedService.WIFI, Measure.COUNT, By.KIND, null),
            "Calls by kind", new Asked(UsedService.CALL, Measure.COUNT, By.KIND, null),
            "WiFi sessions by kiosk, on whole days", new Asked(UsedService.WIFI, Measure.COUNT, By.KIOSK, null, DAYS));

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void everyPanelShowsWhatTheApiAnswers() throws Exception {
        try (InfluxInTest influx = InfluxInTest.open("grafana");
                KioskRegistry registry = KioskRegistry.open("jdbc:h2:mem:grafana", CLOCK)) {
            InfluxServer server = influx.server();
            InfluxStore store = influx.store();
            UseLedger ledger = new UseLedger(new Random(11));
            ledger.makeUp(500, List.of("mn-1", "mn-2", "bx-1"), FROM, TO);
            PointBatch batch = new PointBatch(1024);
            ledger.uses().forEach(use -> use.addTo(batch));
            assertEquals(List.of(), store.writer().write(batch));
            RoundsByHand rounds = new RoundsByHand(
                    store.reader(),
                    store.writer(),
                    CLOCK,
                    new Retention(RETENTION, RETENTION),
                    ZoneId.of("America/New_York"));
            rounds.once();
            UsageReading api = new UsageReading(
                    store.reader(), registry, rounds::coverage, CLOCK, ZoneOffset.UTC, Duration.ofDays(60));

            Set<String> seen = new HashSet<>();
            for (Object each : new JsonObject(Files.readString(DASHBOARD)).getJsonArray("panels")) {
                JsonObject panel = (JsonObject) each;
                String title = panel.getString("title");
                seen.add(title);
                Asked asked = PANELS.getOrDefault(title, new Asked(null, Measure.UP, By.NOTHING, null));
                Map<String, Long> told = asked.of(api);
                assertTrue(told.size() > 0, title);
                assertEquals(told, shown(server, panel.getJsonArray("targets").getJsonObject(0)), title);
            }
            assertEquals(PANELS.keySet(), seen);
        }
    }

    /** By the group's tag, or service and time: the value, as Grafana gets it. */
    private Map<String, Long> shown(InfluxServer server, JsonObject target) throws IOException, InterruptedException {
        assertEquals("curbline-rollups", target.getJsonObject("datasource").getString("uid"));
        String query = target.getString("query")
                .replace("$zone", "America/New_York")
                .replace("$timeFilter", "time >= " + FROM.toEpochMilli() + "ms AND time < " + TO.toEpochMilli() + "ms");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/query?db=grafana-rollups&epoch=ms&q="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .header("Authorization", "Token " + server.token())
                .build();
        String body = client.send(request, BodyHandlers.ofString()).body();
        Map<String, Long> shown = new TreeMap<>();
        JsonArray results = new JsonObject(body).getJsonArray("results");
        for (Object each : results.getJsonObject(0).getJsonArray("series", new JsonArray())) {
            JsonObject series = (JsonObject) each;
            String tags = String.join(
                    ",",
                    series.getJsonObject("tags", new JsonObject()).stream()
                            .map(tag -> String.valueOf(tag.getValue()))
                            .toList());
            for (Object row : series.getJsonArray("values")) {
                JsonArray values = (JsonArray) row;
                boolean byTime = query.contains("time(");
                shown.put(tags + (byTime ? "@" + values.getLong(0) : ""), values.getLong(1));
            }
        }
        return shown;
    }

    /** @param service null for all */
    private record Asked(
            @Nullable UsedService service, Measure measure, By by, @Nullable Bucket bucket, Period period) {
        Asked(@Nullable UsedService service, Measure measure, By by, @Nullable Bucket bucket) {
            this(service, measure, by, bucket, new Period(FROM, TO, ZoneOffset.UTC));
        }

        Map<String, Long> of(UsageReading api) {
            UsageAnswer answer = api.answer(new UsageRequest(
                    service == null ? UsedService.used() : List.of(service),
                    period,
                    new Grouping(by, bucket),
                    UsageFilter.NONE,
                    Measure.usual(),
                    0,
                    null));
            Map<String, Long> told = new HashMap<>();
            for (Row row : answer.rows()) {
                String key = service == null ? row.service().word() : row.key();
                told.put(
                        key + (row.start() == null ? "" : "@" + row.start().toEpochMilli()),
                        measure.of(row.used()).longValue());
            }
            return new TreeMap<>(told);
        }
    }
}
