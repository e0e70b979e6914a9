package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.curbline.program.http.Period;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.Column;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.Retention;
import org.curbline.store.influx.InfluxStore;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.availability.AvailabilityReading;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.completeness.Completeness;
import org.curbline.telemetry.completeness.CompletenessReading;
import org.curbline.telemetry.rollup.Areas;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.curbline.telemetry.usage.EventsAnswer;
import org.curbline.telemetry.usage.EventsRequest;
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

/** What every target of every panel of the Grafana dashboards asks of a real InfluxDB is what the API answers. */
class GrafanaIT {
    private static final Path DASHBOARDS = Path.of("..", "deploy", "grafana", "dashboards");
    private static final String ZONE = "America/New_York";
    private static final String KIOSK = "mn-1";
    private static final Instant TO = Instant.parse("2026-11-20T12:00:00Z");
    private static final Instant FROM = TO.minus(Duration.ofDays(3));
    /** The whole days within that time, by New York's clocks. */
    private static final Period DAYS =
            new Period(Instant.parse("2026-11-18T05:00:00Z"), Instant.parse("2026-11-20T05:00:00Z"), ZoneId.of(ZONE));

    private static final List<String> KIOSKS = List.of("mn-1", "mn-2", "bx-1");
    private static final UsageFilter ONE = new UsageFilter(Set.of(KIOSK), Set.of(), Set.of(), Set.of());
    private static final List<Service> WATCHED = List.of(Service.WIFI, Service.CALL);
    private static final Reckoning RECKONING =
            new Reckoning(ZoneOffset.UTC, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95);

    /** Of which days are rolled up. */
    private static final Duration RETENTION = Duration.ofDays(10);

    private static final InstantSource CLOCK = InstantSource.fixed(TO.plusSeconds(1800));

    /** What the API is asked for each target of each panel, and for what a kiosk is chosen of. */
    private static final Map<String, Function<Api, Map<String, String>>> PANELS = panels();

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void everyPanelShowsWhatTheApiAnswers() throws Exception {
        try (InfluxInTest influx = InfluxInTest.open("grafana");
                KioskRegistry registry = RegistryInMemory.open(CLOCK)) {
            InfluxServer server = influx.server();
            InfluxStore store = influx.store();
            UseLedger ledger = new UseLedger(new Random(11));
            ledger.makeUp(500, KIOSKS, FROM, TO);
            PointBatch batch = new PointBatch(1024);
            ledger.uses().forEach(use -> use.addTo(batch));
            assertEquals(List.of(), store.writer().write(batch));
            breakDown(store, registry);
            report(store);
            RoundsByHand rounds = new RoundsByHand(
                    store.reader(), store.writer(), CLOCK, new Retention(RETENTION, RETENTION), ZoneId.of(ZONE));
            rounds.once();
            Api api = new Api(
                    new UsageReading(
                            store.reader(), registry, rounds::coverage, CLOCK, ZoneOffset.UTC, Duration.ofDays(60)),
                    new AvailabilityReading(store.reader(), registry, RECKONING, CLOCK),
                    new CompletenessReading(store.reader(), CLOCK),
                    store.reader());

            Map<String, JsonObject> targets = targets();
            assertEquals(PANELS.keySet(), targets.keySet());
            for (Map.Entry<String, JsonObject> target : targets.entrySet()) {
                Function<Api, Map<String, String>> asked = PANELS.getOrDefault(target.getKey(), none -> Map.of());
                Map<String, String> told = asked.apply(api);
                assertTrue(told.size() > 0, target.getKey());
                assertEquals(told, shown(server, target.getValue()), target.getKey());
            }
        }
    }

    /**
     * Every one there is, by the name of its file and its title, and its letter if it is not the first of its panel.
     */
    private static SortedMap<String, JsonObject> targets() throws IOException {
        SortedMap<String, JsonObject> targets = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(DASHBOARDS, "*.json")) {
            for (Path file : files) {
                JsonObject dashboard = new JsonObject(Files.readString(file));
                String name = file.getFileName().toString().replace(".json", ": ");
                for (Object each : dashboard.getJsonArray("panels")) {
                    JsonObject panel = (JsonObject) each;
                    for (Object one : panel.getJsonArray("targets")) {
                        JsonObject target = (JsonObject) one;
                        String letter = target.getString("refId");
                        String key = name + panel.getString("title") + (letter.equals("A") ? "" : " " + letter);
                        assertNull(targets.put(key, target), key);
                    }
                }
                for (Object each : dashboard.getJsonObject("templating").getJsonArray("list")) {
                    JsonObject variable = (JsonObject) each;
                    if (variable.getString("type").equals("query")) {
                        targets.put(name + "$" + variable.getString("name"), variable);
                    }
                }
            }
        }
        return targets;
    }

    /** For a part of an hour each, so that an outage is in one hour only; and what held is told again each day. */
    private static void breakDown(InfluxStore store, KioskRegistry registry) throws InterruptedException {
        PointBatch batch = new PointBatch(1024);
        Random random = new Random(3);
        for (String kiosk : KIOSKS) {
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

    /**
     * What kiosks say of themselves: each a little other than the one before, the last of them not in order of names.
     */
    private static void report(InfluxStore store) throws InterruptedException {
        PointBatch batch = new PointBatch(1024);
        int seq = 10_000;
        for (String kiosk : KIOSKS) {
            for (int hour = 0; hour < 70; hour++) {
                seq++;
                long nanos = FROM.plus(hour, ChronoUnit.HOURS).toEpochMilli() * 1_000_000;
                batch.begin(Measurement.HEALTH)
                        .tag(Columns.KIOSK, kiosk)
                        .field(Columns.SEQ, seq)
                        .field(Columns.TEMPERATURE, 20.5 + seq % 17)
                        .field(Columns.MEMORY, 30.25 + seq % 13)
                        .field(Columns.DISK, 40.125 + seq % 11)
                        .field(Columns.SPOOLED, 1 + seq % 7)
                        .end(nanos);
                batch.begin(Measurement.STATUS)
                        .tag(Columns.KIOSK, kiosk)
                        .tag(Columns.SERVICE, WATCHED.get(hour % 2).word())
                        .field(Columns.SEQ, 10_000 + seq)
                        .field(Columns.STATE, seq % 3 == 0 ? "down" : "up")
                        .end(nanos);
            }
            batch.begin(Measurement.LATE)
                    .tag(Columns.KIOSK, kiosk)
                    .field(Columns.OLDEST, FROM.toEpochMilli() + seq)
                    .end(TO.minusSeconds(seq).toEpochMilli() * 1_000_000);
        }
        assertEquals(List.of(), store.writer().write(batch));
    }

    private static void change(
            PointBatch batch, String kiosk, Service service, Instant at, ServiceState before, ServiceState state) {
        Transitions.add(new Transition(KioskId.of(kiosk), service, View.KNOWN, at, before, state, null, ""), batch);
    }

    /** By the groups' tags, and time if it is told apart: the value, as Grafana gets it. */
    private SortedMap<String, String> shown(InfluxServer server, JsonObject target)
            throws IOException, InterruptedException {
        String source = target.getJsonObject("datasource").getString("uid");
        String database = Map.of(
                        "curbline-rollups", "grafana-rollups",
                        "curbline-history", "grafana-history",
                        "curbline-points", "grafana")
                .getOrDefault(source, "none");
        String query = target.getString("query")
                .replace("$zone", ZONE)
                .replace("$kiosk", KIOSK)
                .replace("$timeFilter", "time >= " + FROM.toEpochMilli() + "ms AND time < " + TO.toEpochMilli() + "ms");
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/query?db=" + database + "&epoch=ms&q="
                        + URLEncoder.encode(query, StandardCharsets.UTF_8)))
                .header("Authorization", "Token " + server.token())
                .build();
        String body = client.send(request, BodyHandlers.ofString()).body();
        boolean byTime = query.contains("time(") || query.startsWith("SELECT \"");
        SortedMap<String, String> shown = new TreeMap<>();
        assertTrue(body.startsWith("{\"results\":"), query + " is answered " + body);
        JsonObject result = new JsonObject(body).getJsonArray("results").getJsonObject(0);
        assertNull(result.getString("error"), query);
        for (Object each : result.getJsonArray("series", new JsonArray())) {
            JsonObject series = (JsonObject) each;
            String kind = target.getString("alias", "").contains("$m") ? series.getString("name") : "";
            String tags = String.join(
                    ",",
                    series.getJsonObject("tags", new JsonObject()).stream()
                            .map(tag -> String.valueOf(tag.getValue()))
                            .toList());
            tags = kind.isEmpty() || tags.isEmpty() ? kind + tags : kind + "," + tags;
            for (Object row : series.getJsonArray("values")) {
                JsonArray values = (JsonArray) row;
                if (query.startsWith("SHOW")) {
                    shown.put(values.getString(1), "");
                } else {
                    String key = tags + (byTime ? "@" + values.getLong(0) : "");
                    assertNull(shown.put(key, text(values.getValue(1))), key);
                }
            }
        }
        return shown;
    }

    /** Numbers alike, be they whole ones or real. */
    private static String text(Object value) {
        return value instanceof Number number
                ? BigDecimal.valueOf(number.doubleValue()).stripTrailingZeros().toPlainString()
                : value.toString();
    }

    private static Map<String, Function<Api, Map<String, String>>> panels() {
        Map<String, Function<Api, Map<String, String>>> panels = new HashMap<>();
        panels.putAll(usagePanels());
        panels.putAll(kioskPanels());
        panels.putAll(Map.ofEntries(
                Map.entry(
                        "availability: How often each service went down",
                        api -> api.outages(AvailabilityRequest.By.FLEET, null, UsageFilter.NONE)),
                Map.entry(
                        "availability: Services that went down, by hour",
                        api -> api.outages(AvailabilityRequest.By.FLEET, Bucket.HOUR, UsageFilter.NONE)),
                Map.entry(
                        "availability: Services that went down, by day",
                        api -> api.outages(AvailabilityRequest.By.FLEET, Bucket.DAY, UsageFilter.NONE)),
                Map.entry(
                        "availability: Kiosks whose services went down",
                        api -> api.outages(AvailabilityRequest.By.KIOSK, null, UsageFilter.NONE)),
                Map.entry("places: WiFi sessions by area", asked(UsedService.WIFI)::byArea),
                Map.entry(
                        "places: WiFi downloaded by area",
                        asked(UsedService.WIFI).measure(Measure.DOWN)::byArea),
                Map.entry("places: Calls by area", asked(UsedService.CALL)::byArea),
                Map.entry("places: Charging sessions by area", asked(UsedService.CHARGING)::byArea),
                Map.entry("places: Tablet sessions by area", asked(UsedService.TABLET)::byArea),
                Map.entry("places: Uses by area and day", api -> {
                    Map<String, String> told = new TreeMap<>();
                    for (UsedService service : UsedService.used()) {
                        asked(service)
                                .days(Bucket.DAY)
                                .byArea(api)
                                .forEach((key, uses) -> told.merge(key, uses, GrafanaIT::sum));
                    }
                    return told;
                }),
                Map.entry("quality: Events stored by kind", api -> api.stored(kiosk -> "")),
                Map.entry("quality: Events stored by kiosk and kind", api -> api.stored(kiosk -> "," + kiosk)),
                Map.entry(
                        "quality: Events waiting at kiosks, as they said last",
                        api -> api.complete(row -> row.spooled() == null ? "" : row.spooled())),
                Map.entry(
                        "quality: What came late last is of",
                        api -> api.complete(
                                row -> row.late() == null ? "" : row.late().of().toEpochMilli())),
                Map.entry("now: What services reported last", Api::reported),
                Map.entry("now: Temperature reported last", api -> api.saidLast(Columns.TEMPERATURE)),
                Map.entry("now: Memory in use reported last", api -> api.saidLast(Columns.MEMORY)),
                Map.entry("now: Disk in use reported last", api -> api.saidLast(Columns.DISK))));
        return panels;
    }

    private static Map<String, Function<Api, Map<String, String>>> usagePanels() {
        Asked wifi = asked(UsedService.WIFI);
        return Map.ofEntries(
                Map.entry("usage: WiFi sessions", wifi::of),
                Map.entry("usage: WiFi downloaded", wifi.measure(Measure.DOWN)::of),
                Map.entry("usage: WiFi uploaded", wifi.measure(Measure.UP)::of),
                Map.entry("usage: Average WiFi session", wifi.measure(Measure.AVERAGE)::of),
                Map.entry("usage: Calls", asked(UsedService.CALL)::of),
                Map.entry("usage: Charging sessions", asked(UsedService.CHARGING)::of),
                Map.entry("usage: Energy given", asked(UsedService.CHARGING).measure(Measure.ENERGY)::of),
                Map.entry("usage: Tablet sessions", asked(UsedService.TABLET)::of),
                Map.entry("usage: Uses by hour", asked(null).bucket(Bucket.HOUR)::of),
                Map.entry("usage: Uses by day", asked(null).days(Bucket.DAY)::of),
                Map.entry("usage: WiFi sessions by network", wifi.by(By.KIND)::of),
                Map.entry("usage: Calls by kind", asked(UsedService.CALL).by(By.KIND)::of),
                Map.entry(
                        "usage: Tablet sessions by what was used",
                        asked(UsedService.TABLET).by(By.KIND)::of),
                Map.entry(
                        "usage: WiFi sessions by kiosk, on whole days",
                        wifi.by(By.KIOSK).days(null)::of));
    }

    private static Map<String, Function<Api, Map<String, String>>> kioskPanels() {
        Asked wifi = asked(UsedService.WIFI).only(ONE);
        return Map.ofEntries(
                Map.entry("kiosk: $kiosk", api -> {
                    Map<String, String> told = new TreeMap<>();
                    asked(UsedService.WIFI).by(By.KIOSK).of(api).keySet().forEach(kiosk -> told.put(kiosk, ""));
                    return told;
                }),
                Map.entry("kiosk: Uses by hour", asked(null).only(ONE).bucket(Bucket.HOUR)::of),
                Map.entry("kiosk: Uses by day", asked(null).only(ONE).days(Bucket.DAY)::of),
                Map.entry("kiosk: WiFi downloaded", wifi.measure(Measure.DOWN)::of),
                Map.entry("kiosk: WiFi sessions by network", wifi.by(By.KIND)::of),
                Map.entry(
                        "kiosk: How often each service went down",
                        api -> api.outages(AvailabilityRequest.By.FLEET, null, ONE)),
                Map.entry(
                        "kiosk: Services that went down, by hour",
                        api -> api.outages(AvailabilityRequest.By.FLEET, Bucket.HOUR, ONE)),
                Map.entry("kiosk: Temperature", api -> api.said(KIOSK, Columns.TEMPERATURE)),
                Map.entry("kiosk: Memory and disk in use", api -> api.said(KIOSK, Columns.MEMORY)),
                Map.entry("kiosk: Memory and disk in use B", api -> api.said(KIOSK, Columns.DISK)));
    }

    private static Asked asked(@Nullable UsedService service) {
        return new Asked(
                service, Measure.COUNT, By.NOTHING, null, new Period(FROM, TO, ZoneOffset.UTC), UsageFilter.NONE);
    }

    private static String sum(String one, String other) {
        return text(new BigDecimal(one).add(new BigDecimal(other)));
    }

    /** What is asked beside InfluxDB. */
    private record Api(
            UsageReading usage, AvailabilityReading availability, CompletenessReading missing, PointReader reader) {
        /** By service or kiosk, and hour or day: how often something went down. */
        Map<String, String> outages(AvailabilityRequest.By by, @Nullable Bucket bucket, UsageFilter filter) {
            ZoneId zone = Bucket.DAY.equals(bucket) ? ZoneId.of(ZONE) : ZoneOffset.UTC;
            Period period = new Period(FROM, TO, zone);
            AvailabilityRequest request = new AvailabilityRequest(
                    WATCHED.stream().map(Service::word).collect(Collectors.toSet()), period, by, bucket, 1, filter);
            Map<String, String> told = new TreeMap<>();
            for (AvailabilityAnswer.Row row : availability.answer(request).rows()) {
                if (row.counted().outages() > 0) {
                    String key = by == AvailabilityRequest.By.KIOSK ? row.key() : row.service();
                    Instant start = Bucket.DAY.equals(bucket)
                            ? row.from()
                                    .atZone(zone)
                                    .truncatedTo(ChronoUnit.DAYS)
                                    .toInstant()
                            : row.from();
                    String at = bucket == null ? "" : "@" + start.toEpochMilli();
                    told.merge(key + at, text(row.counted().outages()), GrafanaIT::sum);
                }
            }
            return told;
        }

        Completeness completeness() {
            return missing.of(FROM, TO);
        }

        /** By kiosk. */
        Map<String, String> complete(Function<Completeness.Row, Object> told) {
            return completeness().rows().stream()
                    .collect(Collectors.toMap(Completeness.Row::kiosk, row -> text(told.apply(row))));
        }

        /** By kind of event, and a part of the key: together as many as completeness counts. */
        Map<String, String> stored(UnaryOperator<String> key) {
            Map<String, String> stored = new TreeMap<>();
            long all = 0;
            for (UsedService service : UsedService.values()) {
                for (String kiosk : KIOSKS) {
                    int events = events(service, kiosk).size();
                    all += events;
                    if (events > 0) {
                        stored.merge(service.word() + key.apply(kiosk), text(events), GrafanaIT::sum);
                    }
                }
            }
            assertEquals(completeness().stored(), all);
            return stored;
        }

        /** By time: what a kiosk said of itself. */
        SortedMap<String, String> said(String kiosk, Column column) {
            SortedMap<String, String> said = new TreeMap<>();
            events(UsedService.HEALTH, kiosk)
                    .forEach(point -> said.put(
                            "@" + point.epochNanos() / 1_000_000,
                            text(point.values().getOrDefault(column.name(), ""))));
            return said;
        }

        /** By kiosk. */
        Map<String, String> saidLast(Column column) {
            return KIOSKS.stream().collect(Collectors.toMap(Function.identity(), kiosk -> {
                SortedMap<String, String> said = said(kiosk, column);
                return said.getOrDefault(said.lastKey(), "");
            }));
        }

        /** By kiosk and service. */
        Map<String, String> reported() {
            Map<String, String> told = new TreeMap<>();
            KIOSKS.forEach(kiosk -> events(UsedService.STATUS, kiosk)
                    .forEach(point -> told.put(
                            kiosk + "," + point.values().getOrDefault(Columns.SERVICE.name(), ""),
                            text(point.values().getOrDefault(Columns.STATE.name(), "")))));
            return told;
        }

        private List<PointReader.StoredPoint> events(UsedService service, String kiosk) {
            Period period = new Period(FROM, TO, ZoneOffset.UTC);
            return EventsAnswer.read(reader, new EventsRequest(service, kiosk, period, Long.MIN_VALUE, 10_000))
                    .events();
        }
    }

    /** @param service null for all */
    private record Asked(
            @Nullable UsedService service,
            Measure measure,
            By by,
            @Nullable Bucket bucket,
            Period period,
            UsageFilter filter) {
        Asked measure(Measure other) {
            return new Asked(service, other, by, bucket, period, filter);
        }

        Asked by(By other) {
            return new Asked(service, measure, other, bucket, period, filter);
        }

        Asked bucket(Bucket other) {
            return new Asked(service, measure, by, other, period, filter);
        }

        /** Of whole days alone. */
        Asked days(@Nullable Bucket day) {
            return new Asked(service, measure, by, day, DAYS, filter);
        }

        Asked only(UsageFilter other) {
            return new Asked(service, measure, by, bucket, period, other);
        }

        /** Kiosks whose ids are alike together. */
        Map<String, String> byArea(Api api) {
            Map<String, String> told = new TreeMap<>();
            by(By.KIOSK).of(api).forEach((key, value) -> {
                int time = key.indexOf('@');
                String at = time < 0 ? "" : key.substring(time);
                told.merge(Areas.of(time < 0 ? key : key.substring(0, time)) + at, value, GrafanaIT::sum);
            });
            return told;
        }

        Map<String, String> of(Api api) {
            UsageAnswer answer = api.usage.answer(new UsageRequest(
                    service == null ? UsedService.used() : List.of(service),
                    period,
                    new Grouping(by, bucket),
                    filter,
                    Measure.usual(),
                    0,
                    null));
            Map<String, String> told = new TreeMap<>();
            for (Row row : answer.rows()) {
                String key = service == null ? row.service().word() : row.key();
                told.put(
                        key + (row.start() == null ? "" : "@" + row.start().toEpochMilli()),
                        text(measure.of(row.used())));
            }
            return told;
        }
    }
}
