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
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.curbline.program.http.Period;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.PointBatch;
import org.curbline.store.Retention;
import org.curbline.store.influx.InfluxStore;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.availability.AvailabilityReading;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.curbline.telemetry.usage.Measure;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageAnswer.Row;
import org.curbline.telemetry.usage.UsageFilter;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;
import org.curbline.telemetry.usage.UsageRequest.By;
import org.curbline.telemetry.usage.UsageRequest.Grouping;
import org.curbline.telemetry.usage.UsedService;
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

    private static final List<Service> WATCHED = List.of(Service.WIFI, Service.CALL);
    private static final Reckoning RECKONING =
            new Reckoning(ZoneOffset.UTC, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    /** Of which days are rolled up. */
    private static final Duration RETENTION = Duration.ofDays(10);

    private static final InstantSource CLOCK = InstantSource.fixed(TO.plusSeconds(1800));

    /** What the API is asked for each panel. */
    private static final Map<String, Function<Api, Map<String, Long>>> PANELS = Map.ofEntries(
            Map.entry("WiFi sessions", new Asked(UsedService.WIFI, Measure.COUNT, By.NOTHING, null)::of),
            Map.entry("WiFi downloaded", new Asked(UsedService.WIFI, Measure.DOWN, By.NOTHING, null)::of),
            Map.entry("Calls", new Asked(UsedService.CALL, Measure.COUNT, By.NOTHING, null)::of),
            Map.entry("Energy given", new Asked(UsedService.CHARGING, Measure.ENERGY, By.NOTHING, null)::of),
            Map.entry("Tablet sessions", new Asked(UsedService.TABLET, Measure.COUNT, By.NOTHING, null)::of),
            Map.entry("Uses by hour", new Asked(null, Measure.COUNT, By.NOTHING, Bucket.HOUR)::of),
            Map.entry("WiFi sessions by network", new Asked(UsedService.WIFI, Measure.COUNT, By.KIND, null)::of),
            Map.entry("Calls by kind", new Asked(UsedService.CALL, Measure.COUNT, By.KIND, null)::of),
            Map.entry(
                    "WiFi sessions by kiosk, on whole days",
                    new Asked(UsedService.WIFI, Measure.COUNT, By.KIOSK, null, DAYS)::of),
            Map.entry(
                    "Services that went down, by hour", api -> api.outages(AvailabilityRequest.By.FLEET, Bucket.HOUR)),
            Map.entry("Kiosks whose services went down", api -> api.outages(AvailabilityRequest.By.KIOSK, null)));

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
            breakDown(store, registry);
            RoundsByHand rounds = new RoundsByHand(
                    store.reader(),
                    store.writer(),
                    CLOCK,
                    new Retention(RETENTION, RETENTION),
                    ZoneId.of("America/New_York"));
            rounds.once();
            Api api = new Api(
                    new UsageReading(
                            store.reader(), registry, rounds::coverage, CLOCK, ZoneOffset.UTC, Duration.ofDays(60)),
                    new AvailabilityReading(store.reader(), registry, RECKONING, CLOCK));

            Set<String> seen = new HashSet<>();
            for (Object each : new JsonObject(Files.readString(DASHBOARD)).getJsonArray("panels")) {
                JsonObject panel = (JsonObject) each;
                String title = panel.getString("title");
                seen.add(title);
                Function<Api, Map<String, Long>> asked = PANELS.getOrDefault(title, none -> Map.of());
                Map<String, Long> told = asked.apply(api);
                assertTrue(told.size() > 0, title);
                assertEquals(told, shown(server, panel.getJsonArray("targets").getJsonObject(0)), title);
            }
            assertEquals(PANELS.keySet(), seen);
        }
    }

    /** For a part of an hour each, so that an outage is in one hour only; and what held is told again each day. */
    private static void breakDown(InfluxStore store, KioskRegistry registry) throws InterruptedException {
        PointBatch batch = new PointBatch(1024);
        Random random = new Random(3);
        for (String kiosk : List.of("mn-1", "mn-2", "bx-1")) {
            registry.put(new Kiosk(kiosk, Lifecycle.ACTIVE, "", null, null, LocalDate.EPOCH, Origin.ADDED));
            for (Service service : WATCHED) {
                change(batch, kiosk, service, FROM.minusSeconds(3600), ServiceState.UNKNOWN, ServiceState.UP);
                for (Instant hour = FROM; hour.isBefore(TO); hour = hour.plusSeconds(3600)) {
                    if (random.nextInt(9) == 0) {
                        Instant down = hour.plusSeconds(random.nextInt(1000));
                        change(batch, kiosk, service, down, ServiceState.UP, ServiceState.DOWN);
                        change(batch, kiosk, service, down.plusSeconds(60), ServiceState.DOWN, ServiceState.DOWN);
                        change(batch, kiosk, service, down.plusSeconds(1800), ServiceState.DOWN, ServiceState.UP);
                    }
                }
            }
        }
        assertEquals(List.of(), store.writer().write(batch));
    }

    private static void change(
            PointBatch batch, String kiosk, Service service, Instant at, ServiceState before, ServiceState state) {
        Transitions.add(new Transition(KioskId.of(kiosk), service, View.KNOWN, at, before, state, null, ""), batch);
    }

    /** By the group's tag, or service and time: the value, as Grafana gets it. */
    private Map<String, Long> shown(InfluxServer server, JsonObject target) throws IOException, InterruptedException {
        String source = target.getJsonObject("datasource").getString("uid");
        assertTrue(Set.of("curbline-rollups", "curbline-history").contains(source), source);
        String query = target.getString("query")
                .replace("$zone", "America/New_York")
                .replace("$timeFilter", "time >= " + FROM.toEpochMilli() + "ms AND time < " + TO.toEpochMilli() + "ms");
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.url() + "/query?db=" + source.replace("curbline", "grafana") + "&epoch=ms&q="
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

    /** What is asked beside InfluxDB. */
    private record Api(UsageReading usage, AvailabilityReading availability) {
        /** By service or kiosk, and hour: how often something went down. */
        Map<String, Long> outages(AvailabilityRequest.By by, @Nullable Bucket bucket) {
            AvailabilityRequest request = new AvailabilityRequest(
                    WATCHED.stream().map(Service::word).collect(Collectors.toSet()),
                    new Period(FROM, TO, ZoneOffset.UTC),
                    by,
                    bucket,
                    1,
                    UsageFilter.NONE);
            Map<String, Long> told = new TreeMap<>();
            for (AvailabilityAnswer.Row row : availability.answer(request).rows()) {
                if (row.counted().outages() > 0) {
                    String key = by == AvailabilityRequest.By.KIOSK ? row.key() : row.service();
                    String at = bucket == null ? "" : "@" + row.from().toEpochMilli();
                    told.merge(key + at, (long) row.counted().outages(), Long::sum);
                }
            }
            return told;
        }
    }

    /** @param service null for all */
    private record Asked(
            @Nullable UsedService service, Measure measure, By by, @Nullable Bucket bucket, Period period) {
        Asked(@Nullable UsedService service, Measure measure, By by, @Nullable Bucket bucket) {
            this(service, measure, by, bucket, new Period(FROM, TO, ZoneOffset.UTC));
        }

        Map<String, Long> of(Api api) {
            UsageAnswer answer = api.usage.answer(new UsageRequest(
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
