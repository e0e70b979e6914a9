package org.curbline.standalone;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.curbline.gateway.status.StatusBoard;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.simulator.faults.Fault;
import org.curbline.simulator.faults.FaultKind;
import org.curbline.simulator.faults.TrueState;
import org.curbline.simulator.fleet.Fleet;
import org.curbline.simulator.fleet.FleetProgress;
import org.curbline.simulator.ledger.LedgerIndex.Befallen;
import org.curbline.simulator.scenario.Scenario;
import org.jspecify.annotations.Nullable;

/**
 * The simulation as it is seen from outside: what is true of its kiosks beside what Curbline says, and faults by hand.
 * On HTTP event loops.
 */
final class SimulationApi {
    static final String DOCUMENT = "org/curbline/standalone/openapi.json";

    private static final long LOOK_MILLIS = 250;
    private static final long MOST = 100;
    private static final long HOUR = 3_600;
    /** How wrong a clock is unless it is said; an hour ahead would be refused. */
    private static final long CLOCK = -7_200;

    private final Scenario scenario;
    private final FaultWatch watch;
    private volatile @Nullable Fleet fleet;

    SimulationApi(Vertx vertx, Scenario scenario, StatusBoard board) {
        this.scenario = scenario;
        this.watch = new FaultWatch(board);
        vertx.setPeriodic(LOOK_MILLIS, timer -> look());
    }

    /** The kiosks live from now on. */
    void shows(Fleet started) {
        fleet = started;
    }

    /** Handlers by operation id. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "getSimulation", this::getSimulation,
                "setSimulation", this::setSimulation,
                "beginFault", this::beginFault,
                "endFault", this::endFault);
    }

    private void look() {
        Fleet started = fleet;
        if (started != null) {
            watch.look(started.ledger().index(), started.progress().simulatedTime());
        }
    }

    private void getSimulation(RoutingContext request) {
        Parameters given = Parameters.of(request);
        String kiosk =
                given.text("kiosk").map(id -> id.toLowerCase(Locale.ROOT)).orElse("");
        JsonObject simulation = simulation(kiosk, given.whole("limit").orElse(MOST));
        if (!kiosk.isEmpty()) {
            simulation.put("simulated", KioskId.isValid(kiosk) && fleet().has(KioskId.of(kiosk)));
        }
        answer(request, 200, simulation);
    }

    private void setSimulation(RoutingContext request) {
        if (Parameters.of(request).body().getBoolean("paused")) {
            fleet().pause();
        } else {
            fleet().goOn();
        }
        answer(request, 200, simulation("", MOST));
    }

    private void beginFault(RoutingContext request) {
        JsonObject said = Parameters.of(request).body();
        KioskId kiosk = kiosk(said.getString("kiosk"));
        FaultKind kind = FaultKind.of(said.getString("kind"));
        Service service = service(kind, said.getString("service"));
        Duration length = Duration.ofSeconds(said.getLong("forSeconds", HOUR));
        long clock = kind == FaultKind.WRONG_CLOCK ? said.getLong("clockSeconds", CLOCK) : 0;
        fleet().begin(kiosk, kind, service, length, Duration.ofSeconds(clock).toMillis())
                .onSuccess(begun -> {
                    if (begun == null) {
                        new Problem(409, "Conflict", "A fault by hand happens at " + kiosk + " already.", null)
                                .answer(request);
                    } else {
                        answer(request, 201, json(new Befallen(kiosk, begun), begun.fromMillis()));
                    }
                })
                .onFailure(request::fail);
    }

    private void endFault(RoutingContext request) {
        KioskId kiosk = kiosk(Parameters.of(request).text("kiosk").orElseThrow());
        fleet().end(kiosk)
                .onSuccess(ended -> {
                    if (ended == null) {
                        Problem.notFound("No fault by hand happens at " + kiosk + '.')
                                .answer(request);
                    } else {
                        answer(request, 200, json(new Befallen(kiosk, ended), ended.toMillis()));
                    }
                })
                .onFailure(request::fail);
    }

    private JsonObject simulation(String kiosk, long most) {
        FleetProgress progress = fleet().progress();
        Instant now = progress.simulatedTime();
        List<Befallen> all = fleet().ledger().index().faults(now.toEpochMilli()).stream()
                .filter(each -> kiosk.isEmpty() || each.kiosk().value().equals(kiosk))
                .toList();
        JsonArray faults = new JsonArray();
        all.stream().limit(most).forEach(each -> faults.add(json(each, now.toEpochMilli())));
        return new JsonObject()
                .put(
                        "scenario",
                        new JsonObject()
                                .put("name", scenario.name())
                                .put("shows", scenario.shows())
                                .put("expect", new JsonArray(scenario.expect())))
                .put("time", now.toString())
                .put("paused", fleet().isPaused())
                .put("over", progress.over())
                .put("kiosks", progress.kiosks())
                .put("connected", progress.connected())
                .put(
                        "happening",
                        all.stream()
                                .filter(each -> each.happens(now.toEpochMilli()))
                                .count())
                .put("faults", faults);
    }

    private JsonObject json(Befallen befallen, long now) {
        Fault fault = befallen.fault();
        Service service = Objects.requireNonNullElse(fault.service(), Service.WIFI);
        TrueState truth = TrueState.under(fault, service, fault.fromMillis());
        JsonObject json = new JsonObject()
                .put("kiosk", befallen.kiosk().value())
                .put("kind", fault.kind().word())
                .put("byHand", fault.byHand())
                .put("from", Instant.ofEpochMilli(fault.fromMillis()).toString())
                .put("to", Instant.ofEpochMilli(fault.toMillis()).toString())
                .put("happens", befallen.happens(now))
                .put("is", truth.is().name().toLowerCase(Locale.ROOT));
        if (fault.service() != null) {
            json.put("service", fault.service().word());
        }
        if (truth.says() != null) {
            json.put("says", truth.says().name().toLowerCase(Locale.ROOT));
        }
        FaultWatch.Said said = watch.first(befallen);
        return said == null ? json : json.put("said", json(said, fault));
    }

    private static JsonObject json(FaultWatch.Said said, Fault fault) {
        return new JsonObject()
                .put("service", said.service().service().word())
                .put("state", said.service().state().word())
                .put("reason", said.service().reason().code())
                .put("at", said.at().toString())
                .put("afterSeconds", (said.at().toEpochMilli() - fault.fromMillis()) / 1000.0);
    }

    private KioskId kiosk(String id) {
        if (!KioskId.isValid(id) || !fleet().has(KioskId.of(id))) {
            throw Problem.notFound("No kiosk " + id.toLowerCase(Locale.ROOT) + " is simulated.")
                    .asException();
        }
        return KioskId.of(id);
    }

    private static @Nullable Service service(FaultKind kind, @Nullable String word) {
        if (kind.isOfService() != (word != null)) {
            throw Problem.badParameter(
                            "service",
                            kind.isOfService()
                                    ? "A fault of the kind " + kind.word() + " needs the service it befalls."
                                    : "A fault of the kind " + kind.word() + " befalls the whole kiosk.")
                    .asException();
        }
        return word == null ? null : Service.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private Fleet fleet() {
        Fleet started = fleet;
        if (started == null) {
            throw Problem.unavailable("The simulated kiosks have not been started yet.")
                    .asException();
        }
        return started;
    }

    private static void answer(RoutingContext request, int status, JsonObject body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.toBuffer());
    }
}
