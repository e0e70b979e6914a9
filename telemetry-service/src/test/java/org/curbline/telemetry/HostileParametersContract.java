package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.curbline.program.http.HttpFace;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.status.StatusRule;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.telemetry.api.OpenDataApi;
import org.curbline.telemetry.api.TelemetryApi;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.open.OpenDataRule;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.curbline.testservers.HostileWords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever the parameters are, of every operation of the documents: it is an answer or a mistake of the caller's, soon
 * and bounded; nothing else is asked of the store than was meant, and nothing is changed. All of it is asked twice: of
 * the points, and of what is rolled up, which answers the same. The seed is {@code -Dcurbline.seed}.
 */
abstract class HostileParametersContract {
    private static final int REQUESTS = Integer.getInteger("curbline.fuzz", 700);
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final List<Measurement> ROLLUPS = List.of(
            Measurement.USAGE_HOUR,
            Measurement.USAGE_DAY,
            Measurement.USAGE_KIOSK_DAY,
            Measurement.USAGE_AREA_HOUR,
            Measurement.USAGE_AREA_DAY,
            Measurement.USAGE_CITY_HOUR,
            Measurement.USAGE_CITY_DAY);
    private static final int MOST_BYTES = 2_000_000;
    private static final List<Integer> FINE = List.of(200, 400, 404, 414, 431);
    private static final List<String> FILTERS = List.of("borough", "district", "kind", "kiosk");

    private final SplittableRandom random = new SplittableRandom(Long.getLong("curbline.seed", 1));
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final KioskRegistry registry = RegistryInMemory.open(InstantSource.fixed(NOW));
    private int port;
    private int rolledUpPort;
    private ReaderThatNotes notes = new ReaderThatNotes(new ReaderWithFixedRows());

    protected abstract TelemetryStore store();

    @BeforeEach
    void listen() throws Exception {
        notes = new ReaderThatNotes(store().reader());
        Place place = new Place(40.7, -73.9, "Bronx", "201", "", "");
        registry.put(new Kiosk("bx-1", Lifecycle.ACTIVE, "", place, null, null, Origin.ADDED));
        PointBatch batch = new PointBatch(1024);
        for (int i = 0; i < 50; i++) {
            batch.begin(Measurement.WIFI).tag(Columns.KIOSK, "bx-1").tag(Columns.NETWORK, "open");
            batch.field(Columns.SEQ, i)
                    .field(Columns.DURATION, 10)
                    .field(Columns.DOWN, 100)
                    .field(Columns.UP, 2);
            batch.end(NOW.minus(Duration.ofHours(i)).toEpochMilli() * 1_000_000 + i);
        }
        for (int i = 50; i < 70; i++) {
            batch.begin(Measurement.CALL)
                    .tag(Columns.KIND, "local")
                    .tag(Columns.KIOSK, "bx-1")
                    .tag(Columns.OUTCOME, "completed");
            batch.field(Columns.SEQ, i).field(Columns.DURATION, 7);
            batch.end(NOW.minus(Duration.ofHours(i)).toEpochMilli() * 1_000_000 + i);
        }
        assertEquals(List.of(), store().writer().write(batch));
        RoundsByHand rounds = new RoundsByHand(
                store().reader(),
                store().writer(),
                InstantSource.fixed(NOW),
                new Retention(Duration.ofDays(14), Duration.ofDays(400)),
                NEW_YORK);
        rounds.once();
        assertTrue(rounds.coverage().isOfAllPoints());
        port = listen(store().reader(), Coverage.NONE);
        rolledUpPort = listen(notes, rounds.coverage());
    }

    private int listen(PointReader reader, Coverage coverage) {
        TelemetryApi api = new TelemetryApi(
                vertx,
                reader,
                registry,
                InstantSource.fixed(NOW),
                new Reckoning(NEW_YORK, new StatusRule(Duration.ofMinutes(2), Duration.ofSeconds(30)), 0.95),
                () -> coverage,
                new SimpleMeterRegistry());
        return api.openData(OpenDataRule.USUAL)
                .addTo(HttpFace.builder(vertx))
                .api(TelemetryApi.DOCUMENT, api.operations())
                .listen("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .port();
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        registry.close();
    }

    @Test
    void whateverIsAskedIsAnsweredOrRefusedAndNothingElse() throws Exception {
        List<Operation> operations = operations();
        Operation usage = operations.stream()
                .filter(each -> each.path.equals("/api/v1/usage"))
                .findFirst()
                .orElseThrow();
        String before = everything();
        Map<Integer, Integer> statuses = new TreeMap<>();
        int gone = 0;
        for (int i = 0; i < REQUESTS; i++) {
            Operation operation = i % 2 == 0 ? usage : operations.get(i / 2 % operations.size());
            List<Given> given = parameters(operation);
            HttpResponse<String> answer = get(port, operation.path + query(given));
            String what = operation.path + query(given) + " -> " + answer.statusCode() + ' ' + answer.body();
            String shown = what.substring(0, Math.min(800, what.length()));
            statuses.merge(answer.statusCode(), 1, Integer::sum);
            assertTrue(FINE.contains(answer.statusCode()), shown);
            HttpResponse<String> rolledUp = get(rolledUpPort, operation.path + query(given));
            if (answer.statusCode() == 200 && rolledUp.body().contains("\"detail\":\"Of time before ")) {
                assertEquals(400, rolledUp.statusCode(), () -> "rolled up: " + rolledUp.body() + shown);
                gone++; // to the other one no points are
            } else {
                assertEquals(answer.statusCode(), rolledUp.statusCode(), () -> "rolled up: " + rolledUp.body() + shown);
                assertEquals(answer.body(), rolledUp.body(), () -> "rolled up: " + shown);
            }
            assertTrue(
                    answer.body().length() < MOST_BYTES,
                    () -> "as long as " + answer.body().length() + ": " + shown);
            if (answer.statusCode() == 400) {
                assertTrue(answer.body().contains("\"detail\""), shown);
            }
            if (answer.statusCode() == 200 && given.stream().anyMatch(each -> each.hostile && each.filters())) {
                assertTrue(isWithoutRows(answer.body()), () -> "filtered by what nobody has: " + shown);
            }
        }
        assertEquals(before, everything(), "nothing was changed");
        for (Measurement rollups : ROLLUPS) {
            assertTrue(notes.of(rollups).toSeconds() > 0, () -> rollups + " were asked");
        }
        assertTrue(gone < statuses.getOrDefault(200, 0) / 2, gone + " of " + statuses);
        assertTrue(statuses.getOrDefault(200, 0) > REQUESTS / 20, statuses::toString);
        assertTrue(statuses.getOrDefault(400, 0) > REQUESTS / 5, statuses::toString);
    }

    private String everything() throws Exception {
        return new JsonObject(get(port, "/api/v1/usage?bucket=day&from=2026-11-20&to=2026-11-26")
                                .body())
                        .getJsonArray("rows")
                + new JsonObject(get(port, "/api/v1/usage/events?service=wifi&kiosk=bx-1&from=2026-11-20&to=2026-11-26")
                                .body())
                        .getJsonArray("events")
                        .encode();
    }

    private static boolean isWithoutRows(String body) {
        if (!body.startsWith("{")) {
            return body.lines().count() <= 1; // the head of CSV
        }
        JsonObject json = new JsonObject(body);
        return json.getJsonArray("rows", json.getJsonArray("events", new JsonArray()))
                .isEmpty();
    }

    private List<Given> parameters(Operation operation) {
        List<Given> given = new ArrayList<>();
        boolean restrained = random.nextInt(4) > 0; // of those, one is hostile at most
        int chosen = operation.parameters.isEmpty() ? -1 : random.nextInt(operation.parameters.size());
        boolean fit = random.nextInt(4) == 0; // or none
        for (int i = 0; i < operation.parameters.size(); i++) {
            Parameter parameter = operation.parameters.get(i);
            boolean hostile = restrained ? i == chosen && !fit : random.nextBoolean();
            if (hostile) {
                int times = random.nextInt(20) == 0 ? 60 : 1 + random.nextInt(2);
                for (int n = 0; n < times; n++) {
                    given.add(new Given(
                            parameter.name, HostileWords.ALL.get(random.nextInt(HostileWords.ALL.size())), true));
                }
            } else if (parameter.required || random.nextInt(4) < timesInFour(parameter.name)) {
                given.add(new Given(parameter.name, fitting(parameter), false));
            }
        }
        if (random.nextInt(15) == 0) {
            given.add(new Given(
                    "no-such-parameter", HostileWords.ALL.get(random.nextInt(HostileWords.ALL.size())), true));
        }
        return given;
    }

    /** So that kinds and kiosks are asked for together, and of whole days, now and then. */
    private static int timesInFour(String parameter) {
        return switch (parameter) {
            case "from" -> 3;
            case "kind", "kiosk" -> 2;
            default -> 1;
        };
    }

    private String fitting(Parameter parameter) {
        JsonArray words = parameter.schema.getJsonArray("enum");
        if (words != null) {
            return words.getString(random.nextInt(words.size()));
        }
        return switch (parameter.name) {
            case "from" -> "2026-11-2" + random.nextInt(3);
            case "to" -> "2026-11-25";
            case "kiosk" -> "bx-1";
            case "borough" -> "Bronx";
            case "district" -> "201";
            case "kind" -> random.nextBoolean() ? "open" : "local";
            case "zone" -> "Asia/Kolkata";
            case "month" -> "2026-10";
            default -> Integer.toString(1 + random.nextInt(20));
        };
    }

    private static String query(List<Given> given) {
        StringBuilder query = new StringBuilder();
        for (Given each : given) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append(each.name)
                    .append('=')
                    .append(URLEncoder.encode(each.value, StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    private HttpResponse<String> get(int server, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server + path))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                BodyHandlers.ofString());
    }

    private static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        for (String name : List.of(TelemetryApi.DOCUMENT, OpenDataApi.DOCUMENT)) {
            JsonObject document = read(name);
            for (String path : document.getJsonObject("paths").fieldNames()) {
                JsonObject get =
                        document.getJsonObject("paths").getJsonObject(path).getJsonObject("get");
                List<Parameter> parameters = new ArrayList<>();
                for (Object each : get.getJsonArray("parameters", new JsonArray())) {
                    parameters.add(Parameter.of(resolved(document, (JsonObject) each)));
                }
                operations.add(new Operation(path, parameters));
            }
        }
        return operations;
    }

    private static JsonObject resolved(JsonObject document, JsonObject parameter) {
        String reference = parameter.getString("$ref");
        return reference == null
                ? parameter
                : document.getJsonObject("components")
                        .getJsonObject("parameters")
                        .getJsonObject(reference.substring(reference.lastIndexOf('/') + 1));
    }

    private static JsonObject read(String resource) throws IOException {
        try (var file = Objects.requireNonNull(
                HostileParametersContract.class.getClassLoader().getResourceAsStream(resource))) {
            return new JsonObject(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private record Operation(String path, List<Parameter> parameters) {}

    private record Parameter(String name, boolean required, JsonObject schema) {
        static Parameter of(JsonObject said) {
            JsonObject schema = said.getJsonObject("schema");
            JsonObject one = schema.getJsonObject("items", schema);
            return new Parameter(said.getString("name"), said.getBoolean("required", false), one);
        }
    }

    /** @param hostile whether no kiosk, place or kind is called that */
    private record Given(String name, String value, boolean hostile) {
        boolean filters() {
            return FILTERS.contains(name);
        }
    }
}
