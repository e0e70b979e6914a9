package org.curbline.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.program.http.TaggedAnswer;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.wire.EventEncoder;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusHistory.Interval;
import org.curbline.status.View;
import org.jspecify.annotations.Nullable;

/** The kiosks, one by one: the operations that list them, show one, and tell what it was. On HTTP event loops. */
final class KiosksApi {
    private static final Duration USUAL_HISTORY = Duration.ofDays(7);
    private static final int LONGEST_HISTORY_DAYS = 100;
    /** About so much is told of a kiosk of which nothing works; of most, half of it. */
    private static final int LISTED_BYTES = 512;

    private final Vertx vertx;
    private final AnswerWorkers store;
    private final Gateway gateway;
    private final FleetStatus status;
    private final KioskColumns.Latest columns;

    KiosksApi(Vertx vertx, AnswerWorkers store, Gateway gateway, FleetStatus status, KioskColumns.Latest columns) {
        this.vertx = vertx;
        this.store = store;
        this.gateway = gateway;
        this.status = status;
        this.columns = columns;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("listKiosks", this::listKiosks, "getKiosk", this::getKiosk, "getKioskHistory", this::getHistory);
    }

    private void listKiosks(RoutingContext request) {
        Parameters given = Parameters.of(request);
        Future<TaggedAnswer> listed = vertx.executeBlocking(() -> list(given), false);
        answerTagged(request, listed);
    }

    private TaggedAnswer list(Parameters given) {
        String position = status.feed().last(); // before anything is looked at, so that nothing falls in between
        KioskColumns all = columns.get();
        KioskSelection selection = KioskSelection.of(given, all, status.board());
        // An older position is as good for who has these kiosks: what came since is told once more.
        Buffer text = Buffer.buffer(LISTED_BYTES * (1 + selection.page().size()))
                .appendString("{\"position\":\"" + position + '"');
        int essence = text.length();
        Set<StateReason> reasons = addKiosks(selection.page(), text);
        JsonObject sentences = new JsonObject();
        reasons.forEach(reason -> sentences.put(reason.code(), reason.sentence()));
        JsonObject rest = new JsonObject()
                .put("connected", all.count(status.board().online()))
                .put("known", gateway.registry().all().size())
                .put("found", selection.found())
                .put("recovered", status.isRecovered())
                .put("sentences", sentences);
        String next = selection.next();
        if (next != null) {
            rest.put("next", next);
        }
        text.appendString(",").appendString(rest.encode().substring(1));
        return TaggedAnswer.of("application/json", text, essence);
    }

    /**
     * One by one: as a tree and then a text, thousands of them are more than the young part of a small heap holds.
     *
     * @return why what is not up is not
     */
    private Set<StateReason> addKiosks(List<Kiosk> page, Buffer text) {
        Set<StateReason> reasons = EnumSet.noneOf(StateReason.class);
        text.appendString(",\"kiosks\":[");
        String between = "";
        for (Kiosk kiosk : page) {
            text.appendString(between).appendString(listed(kiosk, reasons).encode());
            between = ",";
        }
        text.appendString("]");
        return reasons;
    }

    private JsonObject listed(Kiosk kiosk, Set<StateReason> reasons) {
        KioskStatus shown = status.board().find(kiosk.id());
        JsonObject json = new JsonObject()
                .put("id", kiosk.id())
                .put("lifecycle", kiosk.lifecycle().name())
                .put("connected", shown != null && shown.online());
        if (kiosk.place() != null) {
            json.put("latitude", kiosk.place().latitude())
                    .put("longitude", kiosk.place().longitude())
                    .put("borough", kiosk.place().borough());
        }
        if (shown != null && shown.connectionChanged() != null) {
            json.put(
                    shown.online() ? "connectedSince" : "disconnectedSince",
                    shown.connectionChanged().toString());
        }
        if (shown != null && shown.lastEventMillis() > 0) {
            json.put(
                    "lastEventAt", Instant.ofEpochMilli(shown.lastEventMillis()).toString());
        }
        addStates(json, shown, reasons);
        return json;
    }

    /** Of each service its state, and why, if it is not up; whoever wants to know more asks for the kiosk. */
    private static void addStates(JsonObject json, @Nullable KioskStatus shown, Set<StateReason> reasons) {
        JsonObject states = new JsonObject();
        JsonObject why = new JsonObject();
        for (ServiceStatus service : shown == null ? List.<ServiceStatus>of() : shown.services()) {
            states.put(service.service().word(), service.state().word());
            if (service.state() != ServiceState.UP) {
                reasons.add(service.reason());
                why.put(service.service().word(), why(service));
            }
        }
        json.put("services", states);
        if (!why.isEmpty()) {
            json.put("why", why);
        }
    }

    private static JsonObject why(ServiceStatus service) {
        JsonObject why = new JsonObject()
                .put("since", service.since().toString())
                .put("reason", service.reason().code());
        return service.detail().isEmpty() ? why : why.put("detail", service.detail());
    }

    private void getKiosk(RoutingContext request) {
        String id = id(request);
        KioskStatus shown = status.board().find(id);
        if (shown == null) {
            unknown(id).answer(request);
            return;
        }
        JsonObject json = new JsonObject().put("id", id);
        Kiosk registered = gateway.registry().find(id);
        if (registered == null) {
            answer(request, json, shown);
            return;
        }
        json.put("lifecycle", registered.lifecycle().name()).put("type", registered.type());
        place(registered.place(), json);
        Instant now = gateway.clock().instant();
        request.vertx()
                .executeBlocking(() -> PlansApi.inSight(gateway.registry(), registered, now), false)
                .onSuccess(maintenance -> answer(request, json.put("maintenance", maintenance), shown))
                .onFailure(request::fail);
    }

    private void answer(RoutingContext request, JsonObject json, KioskStatus shown) {
        JsonArray services = new JsonArray();
        shown.services().forEach(service -> services.add(StatusApi.service(service)));
        json.put("connection", connection(shown)).put("services", services).put("expected", expected());
        HealthReport health = shown.health();
        if (health != null) {
            json.put("health", health(health));
        }
        TaggedAnswer.of("application/json", json.encode()).send(request);
    }

    /** In the words of the protocol; what is usual is left out here, too. */
    private static JsonObject health(HealthReport report) {
        JsonObject health = new JsonObject(Buffer.buffer(new EventEncoder().encode(report)));
        health.remove("seq");
        health.remove("run");
        return health;
    }

    private static JsonObject connection(KioskStatus shown) {
        JsonObject connection = new JsonObject().put("state", shown.online() ? "online" : "offline");
        if (shown.connectionChanged() != null) {
            connection.put("since", shown.connectionChanged().toString());
        }
        if (!shown.offlineReason().isEmpty()) {
            connection.put("reason", shown.offlineReason());
        }
        return connection;
    }

    private JsonObject expected() {
        return new JsonObject()
                .put("reportEverySeconds", status.settings().reportInterval().toSeconds())
                .put("reportAllowedAgeSeconds", status.settings().allowedAge().toSeconds());
    }

    private void getHistory(RoutingContext request) {
        String id = id(request);
        if (status.board().find(id) == null) {
            unknown(id).answer(request);
            return;
        }
        Instant now = gateway.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Period asked = Period.last(USUAL_HISTORY, Parameters.of(request), () -> now, ZoneOffset.UTC);
        ZonedDateTime latest =
                asked.from().atZone(asked.zone()).plusDays(LONGEST_HISTORY_DAYS); // one may have 25 hours
        if (asked.to().isAfter(latest.toInstant())) {
            throw Problem.badParameter("from", "At most " + LONGEST_HISTORY_DAYS + " days at once.")
                    .asException();
        }
        View view = Parameters.of(request)
                        .text("view")
                        .filter(View.KNOWN.word()::equals)
                        .isPresent()
                ? View.KNOWN
                : View.SEEN;
        Future<TaggedAnswer> read = store.answer(() -> {
            Instant to = asked.to().isAfter(now) ? now : asked.to(); // what comes is not known
            JsonObject services = new JsonObject();
            status.history(KioskId.of(id), view, asked.from(), to)
                    .forEach((service, intervals) -> services.put(service.word(), intervals(intervals)));
            String text = new JsonObject()
                    .put("kiosk", id)
                    .put("view", view.word())
                    .put("from", asked.from().toString())
                    .put("to", to.toString())
                    .put("services", services)
                    .encode();
            // Where it begins and ends moves with the clock, if nothing else is asked for; that is no change.
            String essence = text.replace(asked.from().toString(), "from").replace(to.toString(), "to");
            return TaggedAnswer.of("application/json", text, essence);
        });
        answerTagged(request, read);
    }

    private static JsonArray intervals(List<Interval> intervals) {
        JsonArray json = new JsonArray();
        for (Interval interval : intervals) {
            JsonObject each = new JsonObject()
                    .put("state", interval.state().word())
                    .put("from", interval.from().toString())
                    .put("to", interval.to().toString());
            if (interval.reason() != null) {
                each.put("reason", interval.reason().code())
                        .put("sentence", interval.reason().sentence());
            }
            if (!interval.detail().isEmpty()) {
                each.put("detail", interval.detail());
            }
            json.add(each);
        }
        return json;
    }

    private static void answerTagged(RoutingContext request, Future<TaggedAnswer> made) {
        made.onSuccess(answer -> answer.send(request)).onFailure(request::fail);
    }

    private static String id(RoutingContext request) {
        return Parameters.of(request).text("id").orElseThrow().toLowerCase(Locale.ROOT);
    }

    private static Problem unknown(String id) {
        return Problem.notFound("No kiosk " + id + " is registered or has ever connected.");
    }

    private static void place(@Nullable Place place, JsonObject json) {
        if (place != null) {
            json.put("latitude", place.latitude())
                    .put("longitude", place.longitude())
                    .put("borough", place.borough())
                    .put("communityBoard", place.communityBoard())
                    .put("address", place.address())
                    .put("neighborhood", place.neighborhood());
        }
    }
}
