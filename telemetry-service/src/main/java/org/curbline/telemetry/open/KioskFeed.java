package org.curbline.telemetry.open;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;
import org.curbline.telemetry.open.FleetNow.Snapshot;

/**
 * A feed of the shape that bike share feeds have (GBFS): what changes seldom apart from what changes always, each with
 * when it was made and how long it holds. It does not claim to conform to GBFS, which knows bikes and no kiosks.
 */
public final class KioskFeed {
    private static final String VERSION = "1";
    private static final int STATUS_SECONDS = 60;
    private static final int INFORMATION_SECONDS = 3600;

    private KioskFeed() {}

    /** Where the other two are, relative to this document. */
    public static String documents(Instant now) {
        JsonArray feeds = new JsonArray();
        for (String name : new String[] {"kiosk-information", "kiosk-status"}) {
            feeds.add(new JsonObject().put("name", name.replace('-', '_')).put("url", "feed/" + name + ".json"));
        }
        return document(now, INFORMATION_SECONDS, "feeds", feeds);
    }

    /** What kiosks there are, and where. */
    public static String information(Snapshot fleet) {
        JsonArray kiosks = new JsonArray();
        for (KioskNow now : fleet.kiosks()) {
            Kiosk kiosk = now.kiosk();
            JsonObject json = new JsonObject().put("kiosk_id", kiosk.id());
            KioskMap.put(json, "type", kiosk.type());
            Place place = kiosk.place();
            if (place != null) {
                json.put("lat", place.latitude()).put("lon", place.longitude());
                KioskMap.put(json, "address", place.address());
                KioskMap.put(json, "borough", place.borough());
                KioskMap.put(json, "community_board", place.communityBoard());
                KioskMap.put(json, "neighborhood", place.neighborhood());
            }
            KioskMap.put(json, "installed", KioskMap.day(kiosk.installed()));
            KioskMap.put(json, "activated", KioskMap.day(kiosk.activated()));
            kiosks.add(json);
        }
        return document(fleet.at(), INFORMATION_SECONDS, "kiosks", kiosks);
    }

    /** How they are. */
    public static String status(Snapshot fleet) {
        JsonArray kiosks = new JsonArray();
        for (KioskNow now : fleet.kiosks()) {
            JsonObject json = new JsonObject()
                    .put("kiosk_id", now.kiosk().id())
                    .put("lifecycle", now.kiosk().lifecycle().name().toLowerCase(Locale.ROOT));
            Instant last = now.lastReported();
            if (last != null) {
                json.put("last_reported", seconds(last));
            }
            JsonArray services = new JsonArray();
            now.services().forEach((service, state) -> {
                JsonObject told =
                        new JsonObject().put("service", service.word()).put("state", KioskMap.word(state));
                if (state.lastReported() != null) {
                    told.put("last_reported", seconds(state.lastReported()));
                }
                services.add(told);
            });
            kiosks.add(json.put("services", services));
        }
        return document(fleet.at(), STATUS_SECONDS, "kiosks", kiosks);
    }

    private static String document(Instant updated, int ttl, String name, JsonArray data) {
        return new JsonObject()
                .put("last_updated", seconds(updated))
                .put("ttl", ttl)
                .put("version", VERSION)
                .put("data", new JsonObject().put(name, data))
                .encode();
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
