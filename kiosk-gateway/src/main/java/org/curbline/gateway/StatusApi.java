package org.curbline.gateway;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.status.KioskStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.gateway.stream.EventFilter;
import org.curbline.gateway.stream.EventStream;
import org.curbline.gateway.stream.WebSocketStream;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.program.http.TaggedAnswer;
import org.curbline.protocol.Service;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.Place;
import org.curbline.status.ServiceState;

/** What works where: the operations that are answered from the status board. On HTTP event loops, from memory. */
final class StatusApi {
    private static final int WORST = 50;
    private static final Set<ServiceState> WRONG =
            Set.of(ServiceState.DOWN, ServiceState.SUSPECT, ServiceState.UNKNOWN, ServiceState.DEGRADED);

    private final Vertx vertx;
    private final KioskRegistry registry;
    private final FleetStatus status;

    StatusApi(Vertx vertx, KioskRegistry registry, FleetStatus status) {
        this.vertx = vertx;
        this.registry = registry;
        this.status = status;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("getStatus", this::getStatus, "streamEvents", this::streamEvents);
    }

    private void getStatus(RoutingContext request) {
        List<KioskStatus> fleet = status.board().all();
        Tally whole = new Tally();
        Map<String, Tally> boroughs = new TreeMap<>();
        for (KioskStatus kiosk : fleet) {
            whole.add(kiosk);
            boroughs.computeIfAbsent(borough(kiosk.id()), unknown -> new Tally())
                    .add(kiosk);
        }
        JsonArray byBorough = new JsonArray();
        boroughs.forEach((borough, tally) -> byBorough.add(tally.json().put("borough", borough)));
        TaggedAnswer.of(
                        "application/json",
                        whole.json()
                                .put("boroughs", byBorough)
                                .put("worst", worst(fleet))
                                .encode())
                .send(request);
    }

    /** What is wrong now, the worst first, and of the same kind the newest first. */
    private JsonArray worst(List<KioskStatus> fleet) {
        JsonArray worst = new JsonArray();
        fleet.stream()
                .flatMap(kiosk -> kiosk.services().stream()
                        .filter(service -> WRONG.contains(service.state()))
                        .map(service -> new Wrong(kiosk, service)))
                .sorted(Comparator.comparing((Wrong wrong) -> wrong.service.state())
                        .thenComparing(wrong -> wrong.service.since(), Comparator.reverseOrder())
                        .thenComparing(wrong -> wrong.kiosk.id()))
                .limit(WORST)
                .forEach(wrong -> worst.add(service(wrong.service)
                        .put("kiosk", wrong.kiosk.id())
                        .put("borough", borough(wrong.kiosk.id()))));
        return worst;
    }

    private void streamEvents(RoutingContext request) {
        Parameters given = Parameters.of(request);
        Set<String> kiosks = given.texts("kiosk").stream()
                .map(kiosk -> kiosk.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        EventFilter filter = new EventFilter(
                Set.copyOf(given.texts("type")),
                Set.copyOf(given.texts("service")),
                kiosks,
                Set.copyOf(given.texts("borough")),
                this::borough);
        String header = request.request().getHeader("Last-Event-ID");
        String last = header == null ? given.text("lastEventId").orElse(null) : header;
        if (!WebSocketStream.isAskedFor(request.request())) {
            EventStream.begin(vertx, status.feed(), filter, request.response(), last);
        } else if (WebSocketStream.isFromHere(request.request())) {
            WebSocketStream.begin(vertx, status.feed(), filter, request.request(), last)
                    .onFailure(request::fail);
        } else {
            new Problem(403, "Forbidden", "Pages of other origins may not listen here.", null).answer(request);
        }
    }

    private String borough(String kiosk) {
        Kiosk registered = registry.find(kiosk);
        Place place = registered == null ? null : registered.place();
        return place == null ? "" : place.borough();
    }

    static JsonObject service(ServiceStatus service) {
        JsonObject json = new JsonObject()
                .put("service", service.service().word())
                .put("state", service.state().word())
                .put("since", service.since().toString())
                .put("reason", service.reason().code())
                .put("sentence", service.reason().sentence());
        if (!service.detail().isEmpty()) {
            json.put("detail", service.detail());
        }
        if (service.reportedAt() != null) {
            json.put("reportedAt", service.reportedAt().toString());
        }
        if (service.usedAt() != null) {
            json.put("usedAt", service.usedAt().toString());
        }
        return json;
    }

    private record Wrong(KioskStatus kiosk, ServiceStatus service) {}

    /** Counts of some kiosks. */
    private static final class Tally {
        private final Map<Service, Map<ServiceState, Integer>> services = new EnumMap<>(Service.class);
        private int kiosks;
        private int online;

        void add(KioskStatus kiosk) {
            kiosks++;
            online += kiosk.online() ? 1 : 0;
            for (ServiceStatus service : kiosk.services()) {
                services.computeIfAbsent(service.service(), unknown -> new EnumMap<>(ServiceState.class))
                        .merge(service.state(), 1, Integer::sum);
            }
        }

        JsonObject json() {
            JsonObject byService = new JsonObject();
            for (Service service : Service.values()) {
                JsonObject byState = new JsonObject();
                for (ServiceState state : ServiceState.values()) {
                    byState.put(
                            state.word(),
                            services.getOrDefault(service, Map.of()).getOrDefault(state, 0));
                }
                byService.put(service.word(), byState);
            }
            return new JsonObject().put("kiosks", kiosks).put("online", online).put("services", byService);
        }
    }
}
