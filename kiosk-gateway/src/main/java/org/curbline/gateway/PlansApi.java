package org.curbline.gateway;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.InvalidPlanException;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.Repetition;

/**
 * What people decide of kiosks: their lifecycles, and when they are worked on. Everything is kept, with who and when.
 * On HTTP event loops.
 */
final class PlansApi {
    private static final Duration IN_SIGHT = Duration.ofDays(7);

    private final Vertx vertx;
    private final AnswerWorkers database;
    private final KioskRegistry registry;
    private final InstantSource clock;

    PlansApi(Vertx vertx, AnswerWorkers database, KioskRegistry registry, InstantSource clock) {
        this.vertx = vertx;
        this.database = database;
        this.registry = registry;
        this.clock = clock;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "setLifecycle", this::setLifecycle,
                "listLifecycles", this::listLifecycles,
                "listMaintenance", this::listMaintenance,
                "planMaintenance", this::planMaintenance,
                "getMaintenance", this::getMaintenance,
                "callOffMaintenance", this::callOffMaintenance);
    }

    private void setLifecycle(RoutingContext request) {
        Kiosk kiosk = kiosk(request);
        JsonObject said = Parameters.of(request).body();
        GatewayApi.answer(database, request, 200, () -> {
            registry.decide(
                    kiosk.id(),
                    Lifecycle.valueOf(said.getString("lifecycle")),
                    said.getString("by"),
                    said.getString("reason", ""));
            return lifecycles(kiosk.id());
        });
    }

    private void listLifecycles(RoutingContext request) {
        Kiosk kiosk = kiosk(request);
        GatewayApi.answer(database, request, 200, () -> lifecycles(kiosk.id()));
    }

    private JsonObject lifecycles(String kiosk) {
        JsonArray changes = new JsonArray();
        registry.lifecycles(kiosk)
                .forEach(change -> changes.add(new JsonObject()
                        .put("lifecycle", change.lifecycle().name())
                        .put("at", change.at().toString())
                        .put("by", change.by())
                        .put("reason", change.reason())));
        return new JsonObject().put("kiosk", kiosk).put("changes", changes);
    }

    private void listMaintenance(RoutingContext request) {
        Parameters given = Parameters.of(request);
        String when = given.text("when").orElse("");
        Kiosk kiosk = given.text("kiosk").map(this::kiosk).orElse(null);
        // Years of windows may be kept, and some rules take milliseconds each.
        GatewayApi.answer(vertx, request, 200, () -> {
            Instant now = clock.instant();
            JsonArray windows = new JsonArray();
            registry.windows().stream()
                    .filter(window -> kiosk == null || window.covers(kiosk))
                    .map(window -> json(window, now))
                    .filter(json -> when.isEmpty() || when.equals(json.getString("when")))
                    .forEach(windows::add);
            return new JsonObject().put("windows", windows);
        });
    }

    private void planMaintenance(RoutingContext request) {
        JsonObject said = Parameters.of(request).body();
        GatewayApi.answer(database, request, 201, () -> {
            MaintenanceWindow window = window(said);
            window.kiosks().forEach(this::kiosk);
            requireThere(window.boroughs());
            registry.plan(window);
            return json(window, clock.instant());
        });
    }

    /** A misspelt borough would be maintenance of nobody. */
    private void requireThere(Set<String> boroughs) {
        Set<String> there = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (Kiosk kiosk : registry.all()) {
            Place place = kiosk.place();
            if (place != null && !place.borough().isBlank()) {
                there.add(place.borough());
            }
        }
        for (String borough : boroughs) {
            if (!there.contains(borough)) {
                throw Problem.badParameter(
                                "boroughs",
                                "No kiosk stands in " + borough
                                        + (there.isEmpty()
                                                ? ", nor in any borough."
                                                : "; there are kiosks in " + String.join(", ", there) + '.'))
                        .asException();
            }
        }
    }

    private void getMaintenance(RoutingContext request) {
        String id = Parameters.of(request).text("id").orElseThrow();
        MaintenanceWindow window = registry.windows().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown(id).asException());
        GatewayApi.answer(vertx, request, 200, () -> json(window, clock.instant()));
    }

    private void callOffMaintenance(RoutingContext request) {
        String id = Parameters.of(request).text("id").orElseThrow();
        String by = Parameters.of(request).text("by").orElseThrow();
        GatewayApi.answer(database, request, 200, () -> {
            MaintenanceWindow window = registry.callOff(id, by);
            if (window == null) {
                throw unknown(id).asException();
            }
            return json(window, clock.instant());
        });
    }

    /**
     * The maintenance that is open for a kiosk, or will be within a week: each its next opening. Takes milliseconds.
     */
    static JsonArray inSight(KioskRegistry registry, Kiosk kiosk, Instant now) {
        JsonArray openings = new JsonArray();
        for (MaintenanceWindow window : registry.windows()) {
            if (window.covers(kiosk)) {
                window.within(now, now.plus(IN_SIGHT)).stream()
                        .findFirst()
                        .ifPresent(span -> openings.add(
                                span(span).put("window", window.id()).put("reason", window.reason())));
            }
        }
        return openings;
    }

    private MaintenanceWindow window(JsonObject said) {
        try {
            return MaintenanceWindow.plan(
                    texts(said, "kiosks"),
                    texts(said, "boroughs"),
                    new Span(time(said, "from"), time(said, "to")),
                    said.containsKey("repeats") ? new Repetition(said.getString("repeats"), zone(said)) : null,
                    said.getString("reason", ""),
                    said.getString("by"),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
        } catch (InvalidPlanException e) {
            throw Problem.badParameter(e.part(), String.valueOf(e.getMessage())).asException();
        }
    }

    private static Instant time(JsonObject said, String name) {
        try {
            return OffsetDateTime.parse(said.getString(name)).toInstant().truncatedTo(ChronoUnit.MILLIS);
        } catch (DateTimeParseException e) {
            throw Problem.badParameter(name, name + " must be a time of RFC 3339, such as 2026-12-01T02:00:00-05:00.")
                    .asException();
        }
    }

    private static ZoneId zone(JsonObject said) {
        String zone = said.getString("zone");
        if (zone == null) {
            throw Problem.badParameter("zone", "What repeats needs a zone, such as America/New_York.")
                    .asException();
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw Problem.badParameter("zone", "There is no time zone " + zone + '.')
                    .asException();
        }
    }

    private static List<String> texts(JsonObject said, String name) {
        return said.getJsonArray(name, new JsonArray()).stream()
                .map(String::valueOf)
                .toList();
    }

    private static JsonObject json(MaintenanceWindow window, Instant now) {
        JsonObject json = new JsonObject()
                .put("id", window.id())
                .put("kiosks", new JsonArray(List.copyOf(window.kiosks())))
                .put("boroughs", new JsonArray(List.copyOf(window.boroughs())))
                .put("from", window.first().from().toString())
                .put("to", window.first().to().toString());
        if (window.repeats() != null) {
            json.put("repeats", window.repeats().rule())
                    .put("zone", window.repeats().zone().getId());
        }
        json.put("reason", window.reason())
                .put("by", window.by())
                .put("enteredAt", window.entered().toString());
        if (window.calledOff() != null) {
            json.put(
                    "calledOff",
                    new JsonObject()
                            .put("by", window.calledOff().by())
                            .put("at", window.calledOff().at().toString()));
        }
        Span next = window.next(now);
        if (next == null) {
            return json.put("when", "over");
        }
        return json.put("when", next.from().isAfter(now) ? "ahead" : "open").put("next", span(next));
    }

    private static JsonObject span(Span span) {
        return new JsonObject()
                .put("from", span.from().toString())
                .put("to", span.to().toString());
    }

    private Kiosk kiosk(RoutingContext request) {
        return kiosk(Parameters.of(request).text("id").orElseThrow());
    }

    private Kiosk kiosk(String id) {
        return GatewayApi.registered(registry, id);
    }

    private static Problem unknown(String window) {
        return Problem.notFound("There is no maintenance window " + window + '.');
    }
}
