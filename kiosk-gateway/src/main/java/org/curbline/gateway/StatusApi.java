package org.curbline.gateway;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.curbline.gateway.cluster.Peers;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.status.ServiceStatus;
import org.curbline.gateway.stream.EventFilter;
import org.curbline.gateway.stream.EventStream;
import org.curbline.gateway.stream.WebSocketStream;
import org.curbline.program.http.HttpFace;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.program.http.TaggedAnswer;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;

/** What works where: the operations that are answered from the status board. On HTTP event loops, from memory. */
final class StatusApi {
    private final Vertx vertx;
    private final KioskRegistry registry;
    private final FleetStatus status;
    private final LatestSummary summary;

    StatusApi(Vertx vertx, KioskRegistry registry, FleetStatus status, KioskColumns.Latest columns) {
        this.vertx = vertx;
        this.registry = registry;
        this.status = status;
        this.summary = new LatestSummary(status.board(), columns);
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "getStatus", this::getStatus, "streamEvents", this::streamEvents, "listGateways", this::listGateways);
    }

    private void listGateways(RoutingContext request) {
        JsonArray gateways = new JsonArray();
        for (Peers.Shown gateway : status.gateways()) {
            gateways.add(new JsonObject()
                    .put("id", gateway.id())
                    .put("address", gateway.address())
                    .put("self", gateway.isSelf())
                    .put("heard", gateway.isHeard())
                    .put("heardAt", gateway.heard().toString()));
        }
        GatewayApi.json(request, new JsonObject().put("gateways", gateways));
    }

    private void getStatus(RoutingContext request) {
        vertx.executeBlocking(
                        () -> TaggedAnswer.of(
                                "application/json", summary.get().json().encode()),
                        false)
                .onSuccess(answer -> answer.send(request))
                .onFailure(request::fail);
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
        if (HttpFace.isHeadOnly(request)) {
            EventStream.describe(request.response());
        } else if (!WebSocketStream.isAskedFor(request.request())) {
            EventStream.begin(vertx, status.feed(), filter, request.request(), last);
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
        if (service.usualUsesPerHour() != null) {
            json.put("usualUsesPerHour", Math.round(service.usualUsesPerHour() * 100) / 100.0);
        }
        return json;
    }
}
