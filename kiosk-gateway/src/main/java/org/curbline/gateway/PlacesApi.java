package org.curbline.gateway;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import org.curbline.program.http.AnswerWorkers;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.registry.kiosk.Stay;
import org.jspecify.annotations.Nullable;

/** Where kiosks stood, and that one was moved. Everything is kept, with who and when. On HTTP event loops. */
final class PlacesApi {
    private final AnswerWorkers database;
    private final KioskRegistry registry;
    private final InstantSource clock;

    PlacesApi(AnswerWorkers database, KioskRegistry registry, InstantSource clock) {
        this.database = database;
        this.registry = registry;
        this.clock = clock;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of("setPlace", this::setPlace, "listPlaces", this::listPlaces);
    }

    private void setPlace(RoutingContext request) {
        String kiosk = kiosk(request);
        JsonObject said = Parameters.of(request).body();
        Instant from = time(said.getString("from"), clock.instant());
        PlaceChange change = said.getBoolean("correction", false) ? PlaceChange.CORRECTION : PlaceChange.MOVE;
        GatewayApi.answer(database, request, 200, () -> {
            registry.moves()
                    .enter(kiosk, place(said), change, from, said.getString("by"), said.getString("reason", ""));
            return places(kiosk);
        });
    }

    private void listPlaces(RoutingContext request) {
        String kiosk = kiosk(request);
        GatewayApi.answer(database, request, 200, () -> places(kiosk));
    }

    private JsonObject places(String kiosk) {
        JsonArray entries = new JsonArray();
        registry.moves().of(kiosk).forEach(stay -> entries.add(json(stay)));
        return new JsonObject().put("kiosk", kiosk).put("entries", entries);
    }

    private static JsonObject json(Stay stay) {
        JsonObject json = new JsonObject();
        if (!stay.from().equals(Stay.EVER)) {
            json.put("from", stay.from().toString());
        }
        Place place = stay.place();
        if (place != null) {
            json.put("latitude", place.latitude())
                    .put("longitude", place.longitude())
                    .put("borough", place.borough())
                    .put("communityBoard", place.communityBoard())
                    .put("address", place.address())
                    .put("neighborhood", place.neighborhood());
        }
        return json.put("enteredAt", stay.entered().toString())
                .put("by", stay.by())
                .put("reason", stay.reason());
    }

    private String kiosk(RoutingContext request) {
        return GatewayApi.registered(registry, Parameters.of(request).text("id").orElseThrow())
                .id();
    }

    private static Place place(JsonObject said) {
        return new Place(
                said.getDouble("latitude"),
                said.getDouble("longitude"),
                said.getString("borough", ""),
                said.getString("communityBoard", ""),
                said.getString("address", ""),
                said.getString("neighborhood", ""));
    }

    private static Instant time(@Nullable String said, Instant otherwise) {
        try {
            return said == null ? otherwise : OffsetDateTime.parse(said).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.badParameter("from", "from must be a time of RFC 3339, such as 2026-12-01T02:00:00-05:00.")
                    .asException();
        }
    }
}
