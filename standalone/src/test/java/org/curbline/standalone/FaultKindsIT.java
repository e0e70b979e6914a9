package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.audit.HttpApi;
import org.curbline.simulator.audit.StoredEvents.Question;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;
import org.curbline.simulator.city.SyntheticCity;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.kiosk.KioskLimits;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * Each kind of fault at a kiosk of its own: what the gateway says of it or keeps in quarantine, what the store holds of
 * it, and that the audit knows of it and agrees. Clocks run twenty times as fast, so that what was seen need not be in
 * time on a busy machine.
 */
class FaultKindsIT {
    private static final int SPEED = 20;
    /** Each is ended by the test, however slow the machine is. */
    private static final Duration LONGEST = Duration.ofHours(10);

    private static final long CLOCK_MILLIS = -Duration.ofHours(2).toMillis();
    private static final String SCENARIO =
            """
            name: one-of-each
            shows: So much use that a minute tells.
            expect: [each fault by itself]
            city: {kiosks: %d}
            demand: {factors: [{services: [wifi], factor: 120}]}
            """;

    private final StandaloneOptions options = new StandaloneOptions();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<FaultKind, Fault> happened = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, KioskId> kiosks = new EnumMap<>(FaultKind.class);

    FaultKindsIT(@TempDir Path folder) throws Exception {
        FaultKind[] kinds = FaultKind.values();
        Path scenario = Files.writeString(folder.resolve("each.yaml"), SCENARIO.formatted(kinds.length));
        CommandLine.populateCommand(options, "--scenario", scenario.toString());
        options.data = Files.createDirectory(folder.resolve("data"));
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
        for (int i = 0; i < kinds.length; i++) {
            kiosks.put(kinds[i], SyntheticCity.of(kinds.length, 1).get(i).id());
        }
    }

    @Test
    void eachKindIsSeenByGatewayStoreStatusAndAudit() throws Exception {
        try (City city = City.start(options, new FastClock(SPEED))) {
            Fleet fleet = Objects.requireNonNull(city.fleet());
            eachIs("up");
            for (FaultKind kind : FaultKind.values()) {
                Service service = kind.isOfService() ? Service.WIFI : null;
                long clock = kind == FaultKind.WRONG_CLOCK ? CLOCK_MILLIS : 0;
                Fault begun =
                        fleet.begin(kiosk(kind), kind, service, LONGEST, clock).await();
                happened.put(kind, Objects.requireNonNull(begun, kind::word));
            }
            for (FaultKind kind : FaultKind.values()) {
                awaitSeen(kind, fleet);
            }
            for (FaultKind kind : FaultKind.values()) {
                happened.put(kind, Objects.requireNonNull(fleet.end(kiosk(kind)).await(), kind::word));
            }
            eachIs("up");
            String books = city.finish().text();
            assertTrue(books.contains("waiting 0  lost 0  twice 0"), books);
            assertTrue(books.matches("(?s).*\nknown      services \\d+  intervals \\d+  differing 0\n.*"), books);
            assertTrue(books.matches("(?s).*\nrefused    [^\n]*  differing 0\n.*"), books);
            assertTrue(books.matches("(?s).*\nusage      [^\n]*  differing 0\n.*"), books);
            for (FaultKind kind : FaultKind.values()) {
                assertTrue(books.matches("(?s).*\nfaults [^\n]* " + kind.word() + " 1\\b.*"), books);
                assertStored(kind, fleet);
            }
        }
    }

    /** What is said of it while it happens, or kept. */
    private void awaitSeen(FaultKind kind, Fleet fleet) throws Exception {
        switch (kind) {
            case DEAD -> awaitState(kind, "down");
            case DEGRADED -> awaitState(kind, "degraded");
            case POWER_CUT, NETWORK_AWAY, HALF_OPEN, WRONG_CLOCK, STUCK_REPORTS, LOST_MEMORY ->
                awaitState(kind, "unknown");
            case SPOOL_OVERFLOW -> {
                awaitState(kind, "unknown");
                // more than were on their way: of those some may have arrived all the same
                await(
                        kind,
                        () -> fleet.ledger().index().dropped().getOrDefault(kind.word(), 0L)
                                > KioskLimits.DEFAULT.window());
            }
            case CORRUPTED -> await(kind, () -> reasons(kind).size() > 3);
            case PERSONAL_DATA -> await(kind, () -> reasons(kind).equals(Set.of("PERSONAL_DATA")));
            case FOREIGN_TOPIC -> await(kind, () -> reasons(kind).equals(Set.of("NOT_AUTHORIZED")));
            case FLAPPING -> await(kind, () -> hasFlapped(history(kind, "")));
            // for a moment it may be unknown, when a slow machine is late
            case SILENT, EMPTY, STUCK_VALUES, REPEATING, OUT_OF_ORDER ->
                await(kind, () -> !get("/api/v1/kiosks?service=wifi&state=unknown")
                        .contains(id(kind)));
            case SLOW_SENDER -> {} // twenty times as fast, it is behind
        }
    }

    /** What is left of it. */
    private void assertStored(FaultKind kind, Fleet fleet) throws Exception {
        List<StoredEvent> sessions = during(kind, EventKind.WIFI, 0);
        List<StoredEvent> reports = during(kind, EventKind.STATUS, 0);
        Set<Object> downBytes = values(sessions, "down_bytes");
        switch (kind) {
            case DEAD, SILENT -> assertEquals(List.of(), sessions, kind.word());
            case EMPTY -> assertEquals(Set.of(0), downBytes);
            case STUCK_VALUES -> {
                assertEquals(1, downBytes.size(), downBytes::toString);
                assertTrue(values(sessions, "seq").size() > 3, sessions::toString);
            }
            case DEGRADED -> assertEquals(Set.of("degraded", "up"), values(reports, "state"));
            case FLAPPING -> assertTrue(hasFlapped(known(kind)), known(kind)::toString);
            case NETWORK_AWAY, HALF_OPEN -> assertEquals(List.of("up"), known(kind));
            case POWER_CUT -> {
                assertEquals(List.of(), reports);
                assertTrue(known(kind).contains("unknown"), known(kind)::toString);
            }
            case LOST_MEMORY -> {
                assertTrue(known(kind).contains("unknown"), known(kind)::toString);
                assertEquals(2, fleet.ledger().index().accounts(kiosk(kind)).size(), "another run");
            }
            case WRONG_CLOCK ->
                assertFalse(during(kind, EventKind.STATUS, CLOCK_MILLIS).isEmpty());
            case STUCK_REPORTS -> assertEquals(List.of(), after(reports, kind));
            case SPOOL_OVERFLOW -> assertTrue(missing(kind) > 0);
            case REPEATING -> assertTrue(repeats(kind, fleet) > 0);
            case CORRUPTED, PERSONAL_DATA, FOREIGN_TOPIC -> assertTrue(missing(kind) > 0);
            case OUT_OF_ORDER, SLOW_SENDER -> assertEquals(List.of("up"), known(kind));
        }
    }

    /** The kiosk's events that speak of the fault's time, or of so much later. */
    private List<StoredEvent> during(FaultKind kind, EventKind of, long laterMillis) throws Exception {
        Fault fault = fault(kind);
        List<StoredEvent> events = new ArrayList<>();
        api().forEach(
                        new Question(
                                kiosk(kind),
                                of,
                                Instant.ofEpochMilli(fault.fromMillis() + laterMillis),
                                Instant.ofEpochMilli(fault.toMillis() + laterMillis)),
                        events::add);
        return events;
    }

    /** Those of the later half. */
    private List<StoredEvent> after(List<StoredEvent> events, FaultKind kind) {
        long half = (fault(kind).fromMillis() + fault(kind).toMillis()) / 2;
        return events.stream()
                .filter(event -> event.timestampNanos() / 1_000_000 > half)
                .toList();
    }

    private static Set<Object> values(List<StoredEvent> events, String column) {
        return events.stream()
                .map(event -> Objects.requireNonNull(event.values().get(column)))
                .collect(Collectors.toSet());
    }

    /** The states in which the WiFi is known to have been meanwhile. */
    private List<String> known(FaultKind kind) throws Exception {
        return history(kind, "&to=" + Instant.ofEpochMilli(fault(kind).toMillis()));
    }

    private static boolean hasFlapped(List<String> states) {
        return states.toString().contains("down, up, down, up");
    }

    /** @param end until when, as the address says it; empty for now */
    private List<String> history(FaultKind kind, String end) throws Exception {
        String path = "/api/v1/kiosks/" + id(kind) + "/history?view=known&from="
                + Instant.ofEpochMilli(fault(kind).fromMillis()) + end;
        JsonArray shown = new JsonObject(get(path)).getJsonObject("services").getJsonArray("wifi");
        return texts(shown, "state").toList();
    }

    private Set<String> reasons(FaultKind kind) throws Exception {
        return texts(
                        new JsonObject(get("/api/v1/quarantine?limit=5000")).getJsonArray("messages"),
                        message -> id(kind).equals(message.getString("sender")) ? message.getString("reason") : "")
                .filter(reason -> !reason.isEmpty())
                .collect(Collectors.toSet());
    }

    private long missing(FaultKind kind) throws Exception {
        Fault fault = fault(kind);
        String path = "/api/v1/completeness/holes?kiosk=" + id(kind) + "&from="
                + Instant.ofEpochMilli(fault.fromMillis()).minusSeconds(120) + "&to="
                + Instant.ofEpochMilli(fault.toMillis()).plusSeconds(120);
        return new JsonObject(get(path)).getJsonArray("holes").size();
    }

    private long repeats(FaultKind kind, Fleet fleet) {
        return fleet.ledger().index().accounts(kiosk(kind)).stream()
                .mapToLong(account -> account.repeats())
                .sum();
    }

    private static Stream<String> texts(JsonArray objects, String key) {
        return texts(objects, object -> object.getString(key));
    }

    private static Stream<String> texts(JsonArray objects, Function<JsonObject, String> text) {
        return objects.stream().map(JsonObject.class::cast).map(text);
    }

    private void eachIs(String state) throws Exception {
        for (FaultKind kind : FaultKind.values()) {
            awaitState(kind, state);
        }
    }

    private void awaitState(FaultKind kind, String state) throws Exception {
        await(kind, () -> get("/api/v1/kiosks?service=wifi&state=" + state).contains(id(kind)));
    }

    private void await(FaultKind kind, Callable<Boolean> what) throws Exception {
        long until = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!what.call()) {
            assertTrue(System.nanoTime() < until, () -> kind.word() + " is not seen");
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private Fault fault(FaultKind kind) {
        return Objects.requireNonNull(happened.get(kind));
    }

    private KioskId kiosk(FaultKind kind) {
        return Objects.requireNonNull(kiosks.get(kind));
    }

    private String id(FaultKind kind) {
        return kiosk(kind).value();
    }

    private String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private HttpApi api() {
        return new HttpApi(URI.create(base()));
    }

    private String base() {
        return "http://127.0.0.1:" + options.httpPort;
    }
}
