package org.curbline.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

/** A telemetry service that answers, page by page, what a test has put into it. */
final class ApiInTest implements AutoCloseable {
    private static final int PAGE = 3;

    private final HttpServer server;
    private final Map<String, TreeMap<Long, JsonObject>> rows = new ConcurrentHashMap<>();
    private final Map<String, JsonArray> said = new ConcurrentHashMap<>();
    private final List<JsonObject> refused = new CopyOnWriteArrayList<>();
    private volatile int miscounted;
    private final AtomicInteger failures = new AtomicInteger();

    ApiInTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/api/v1/usage/events", this::events);
        server.createContext("/api/v1/usage", this::usage);
        server.createContext(
                "/api/v1/books",
                exchange -> answer(
                        exchange, 200, new JsonObject().put("duplicate", 4).put("quarantined", 0)));
        server.createContext("/api/v1/quarantine", this::quarantine);
        server.createContext("/api/v1/kiosks/", this::kiosk);
        server.createContext("/api/v1/availability", this::availability);
        server.createContext("/api/v1/completeness", this::completeness);
        server.createContext("/api/v1/completeness/holes", this::holes);
        // no week is over, and nobody reported in the last seven days
        server.createContext(
                "/api/v1/open/weekly-usage",
                exchange -> table(exchange, "Report Ending (weekly starting on Sundays),Number of Sessions\r\n"));
        server.createContext("/api/v1/open/kiosk-status", exchange -> table(exchange, "site_id\r\n"));
        server.start();
    }

    /**
     * A service of every kiosk was in a state, in both histories, until a moment; from the end of what was said before.
     */
    void say(String service, String state, Instant from, Instant to) {
        said.computeIfAbsent(service, none -> new JsonArray())
                .add(new JsonObject()
                        .put("state", state)
                        .put("reason", "so-it-is")
                        .put("from", from.toString())
                        .put("to", to.toString()));
    }

    URI base() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    void put(String service, String kiosk, long nanos, JsonObject values) {
        rows.computeIfAbsent(service + " " + kiosk, key -> new TreeMap<>())
                .put(nanos, values.copy().put("timestampNanos", Long.toString(nanos)));
    }

    /** Something was refused now, and kept. */
    void refuse(String kiosk, String sender, String reason, String payload) {
        refused.add(new JsonObject()
                .put("id", refused.size() + 1)
                .put("at", Instant.now().toString())
                .put("kiosk", kiosk)
                .put("sender", sender)
                .put("topic", "kiosks/" + kiosk + "/usage/tablet")
                .put("reason", reason)
                .put("payload", payload));
    }

    /** Usage is answered as so many more than are stored. */
    void miscount(int more) {
        miscounted = more;
    }

    /** The next questions are answered with 503. */
    void failNext(int questions) {
        failures.set(questions);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void events(HttpExchange exchange) throws IOException {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            answer(exchange, 503, new JsonObject().put("title", "The store is away"));
            return;
        }
        Map<String, String> query = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            int equals = pair.indexOf('=');
            query.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
        String key = query.get("service") + " " + query.get("kiosk");
        long after = Long.parseLong(query.getOrDefault("after", "-1"));
        List<JsonObject> rest = new ArrayList<>(
                rows.getOrDefault(key, new TreeMap<>()).tailMap(after, false).values());
        List<JsonObject> page = rest.subList(0, Math.min(PAGE, rest.size()));
        String next = page.size() < rest.size() ? page.get(PAGE - 1).getString("timestampNanos") : null;
        answer(
                exchange,
                200,
                new JsonObject().put("events", new JsonArray(page)).put("next", next));
    }

    /** All of it on the first page. */
    private void quarantine(HttpExchange exchange) throws IOException {
        boolean first = !exchange.getRequestURI().getRawQuery().contains("before=");
        JsonArray messages = new JsonArray(first ? refused : List.of());
        answer(exchange, 200, new JsonObject().put("dropped", 0).put("messages", messages));
    }

    /** Of tablets, as tests put in no other use; of one kiosk and one kind, so that every cut has one row. */
    private void usage(HttpExchange exchange) throws IOException {
        JsonArray answer = new JsonArray();
        rows.forEach((key, events) -> {
            if (key.startsWith("tablet ") && !events.isEmpty()) {
                ZonedDateTime first =
                        Instant.ofEpochSecond(0, events.firstKey()).atZone(ZoneOffset.UTC);
                answer.add(new JsonObject()
                        .put("service", "tablet")
                        .put("kiosk", key.substring("tablet ".length()))
                        .put("kind", events.firstEntry().getValue().getString("activity"))
                        .put("hourOfDay", first.getHour())
                        .put("weekday", first.getDayOfWeek().name().toLowerCase(Locale.ROOT))
                        .put("start", first.truncatedTo(ChronoUnit.HOURS).toString())
                        .put("count", events.size() + miscounted)
                        .put(
                                "durationSeconds",
                                events.values().stream()
                                        .mapToLong(event -> event.getLong("duration_seconds"))
                                        .sum()));
            }
        });
        answer(
                exchange,
                200,
                new JsonObject()
                        .put("asOf", Instant.now().toString())
                        .put("zone", "UTC")
                        .put("rows", answer));
    }

    private void completeness(HttpExchange exchange) throws IOException {
        StringBuilder text = new StringBuilder("kiosk,stored,missing\r\n");
        numbers()
                .forEach((kiosk, runs) -> text.append(kiosk + ","
                        + runs.values().stream().mapToInt(Set::size).sum() + ","
                        + runs.values().stream()
                                .mapToInt(there -> missing(there).size())
                                .sum() + "\r\n"));
        table(exchange, text.toString());
    }

    private void holes(HttpExchange exchange) throws IOException {
        JsonArray holes = new JsonArray();
        numbers().forEach((kiosk, runs) -> runs.values().forEach(there -> missing(there)
                .forEach(seq -> holes.add(new JsonObject().put("first", seq).put("last", seq)))));
        answer(exchange, 200, new JsonObject().put("holes", holes));
    }

    /** By kiosk and run. */
    private Map<String, Map<String, NavigableSet<Long>>> numbers() {
        Map<String, Map<String, NavigableSet<Long>>> kiosks = new TreeMap<>();
        rows.forEach((key, events) -> events.values()
                .forEach(event -> kiosks.computeIfAbsent(key.substring(key.indexOf(' ') + 1), none -> new TreeMap<>())
                        .computeIfAbsent(event.getString("run", ""), none -> new TreeSet<>())
                        .add(event.getLong("seq"))));
        return kiosks;
    }

    private static List<Long> missing(NavigableSet<Long> there) {
        return LongStream.range(there.first(), there.last())
                .filter(seq -> !there.contains(seq))
                .boxed()
                .toList();
    }

    private void kiosk(HttpExchange exchange) throws IOException {
        JsonObject answer = new JsonObject();
        if (exchange.getRequestURI().getPath().endsWith("/history")) {
            JsonObject services = new JsonObject();
            said.forEach(services::put);
            answer.put("services", services);
        } else {
            answer.put("expected", new JsonObject().put("reportAllowedAgeSeconds", 120));
        }
        answer(exchange, 200, answer);
    }

    private void availability(HttpExchange exchange) throws IOException {
        JsonArray rows = new JsonArray();
        said.forEach((service, intervals) -> {
            double up = 0;
            for (int i = 0; i < intervals.size(); i++) {
                JsonObject each = intervals.getJsonObject(i);
                up += each.getString("state").equals("up")
                        ? Duration.between(Instant.parse(each.getString("from")), Instant.parse(each.getString("to")))
                                        .toMillis()
                                / 1000.0
                        : 0;
            }
            rows.add(new JsonObject()
                    .put("service", service)
                    .put("seconds", new JsonObject().put("up", up).put("degraded", 0.0)));
        });
        answer(exchange, 200, new JsonObject().put("rows", rows));
    }

    private static void table(HttpExchange exchange, String csv) throws IOException {
        exchange.getResponseHeaders().set("Curbline-As-Of", Instant.now().toString());
        answer(exchange, 200, csv);
    }

    private static void answer(HttpExchange exchange, int status, JsonObject body) throws IOException {
        answer(exchange, status, body.encode());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
