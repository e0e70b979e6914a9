package org.curbline.telemetry.open;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;
import org.curbline.telemetry.open.FleetNow.Snapshot;
import org.curbline.telemetry.open.KioskNow.ServiceNow;
import org.jspecify.annotations.Nullable;

/**
 * The kiosks as GeoJSON (RFC 7946), a feature each, with the properties that a kiosk list is imported from; one without
 * a place has no geometry.
 */
public final class KioskMap {
    private KioskMap() {}

    public static String geoJson(Snapshot fleet) {
        JsonArray features = new JsonArray();
        fleet.kiosks().forEach(kiosk -> features.add(feature(kiosk)));
        return new JsonObject()
                .put("type", "FeatureCollection")
                .put("features", features)
                .encode();
    }

    private static JsonObject feature(KioskNow now) {
        Kiosk kiosk = now.kiosk();
        JsonObject properties =
                new JsonObject().put("site_id", kiosk.id()).put("status", KioskStatusReport.status(kiosk.lifecycle()));
        put(properties, "planned_kiosk_type", kiosk.type());
        put(properties, "installation_date", day(kiosk.installed()));
        put(properties, "activation_date", day(kiosk.activated()));
        Place place = kiosk.place();
        JsonObject geometry = null;
        if (place != null) {
            put(properties, "borough", place.borough());
            put(properties, "community_board", place.communityBoard());
            put(properties, "address", place.address());
            put(properties, "nta", place.neighborhood());
            geometry = new JsonObject()
                    .put("type", "Point")
                    .put("coordinates", new JsonArray().add(place.longitude()).add(place.latitude()));
        }
        JsonObject services = new JsonObject();
        now.services().forEach((service, state) -> services.put(service.word(), word(state)));
        return new JsonObject()
                .put("type", "Feature")
                .put("id", kiosk.id())
                .put("geometry", geometry)
                .put("properties", properties.put("services", services));
    }

    static String word(ServiceNow service) {
        return service.judgement().state().word();
    }

    static String day(@Nullable LocalDate day) {
        return day == null ? "" : day.toString();
    }

    static void put(JsonObject json, String name, String value) {
        if (!value.isEmpty()) {
            json.put(name, value);
        }
    }
}
