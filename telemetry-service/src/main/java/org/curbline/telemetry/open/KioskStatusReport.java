package org.curbline.telemetry.open;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.curbline.program.http.CsvBody;
import org.curbline.protocol.Service;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Place;
import org.curbline.telemetry.open.FleetNow.Snapshot;
import org.curbline.telemetry.open.KioskNow.ServiceNow;
import org.jspecify.annotations.Nullable;

/**
 * The kiosk status feed with the columns of New York's data set n6c5-95xh. Columns that nobody told us anything for are
 * there and empty. A status is {@code up} or {@code down} only while there is evidence for it.
 */
public final class KioskStatusReport {
    /** The city's, in its order. */
    static final List<String> COLUMNS = List.of(
            "generated_on",
            "site_id",
            "status",
            "planned_kiosk_type",
            "ppt_id",
            "address",
            "city",
            "state",
            "postcode",
            "borough",
            "latitude",
            "longitude",
            "cross_street_1",
            "cross_street_2",
            "corner_location",
            "community_board",
            "council_district",
            "census_tract",
            "nta",
            "bbl",
            "bin",
            "installation_date",
            "activation_date",
            "wifi_status",
            "wifi_last_ts",
            "tablet_status",
            "tablet_last_ts",
            "phone_status",
            "dialer_last_ts",
            "location");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

    private static final Pattern SITE = Pattern.compile("[A-Za-z]{2}-\\d{2}-(\\d{6})");

    private KioskStatusReport() {}

    /** @param zone by whose clocks times are written */
    public static String csv(Snapshot fleet, ZoneId zone) {
        return CsvBody.of(COLUMNS, fleet.kiosks().stream().map(kiosk -> {
                    Map<String, String> row = row(fleet.at(), kiosk, zone);
                    return COLUMNS.stream()
                            .map(column -> row.getOrDefault(column, ""))
                            .toList();
                }))
                .toString();
    }

    /** As the city's: an array of objects, every value a text, and what is empty left out. */
    public static String json(Snapshot fleet, ZoneId zone) {
        JsonArray rows = new JsonArray();
        for (KioskNow kiosk : fleet.kiosks()) {
            Map<String, String> row = row(fleet.at(), kiosk, zone);
            JsonObject json = new JsonObject();
            COLUMNS.forEach(column -> {
                String value = row.getOrDefault(column, "");
                if (!value.isEmpty()) {
                    json.put(column, value);
                }
            });
            rows.add(json);
        }
        return rows.encode();
    }

    private static Map<String, String> row(Instant at, KioskNow now, ZoneId zone) {
        Kiosk kiosk = now.kiosk();
        Map<String, String> row = new LinkedHashMap<>();
        row.put("generated_on", time(at, zone));
        row.put("site_id", kiosk.id());
        row.put("status", status(kiosk.lifecycle()));
        row.put("planned_kiosk_type", kiosk.type());
        row.put("ppt_id", number(kiosk.id()));
        Place place = kiosk.place();
        if (place != null) {
            row.put("address", place.address());
            row.put("borough", place.borough());
            row.put("latitude", Double.toString(place.latitude()));
            row.put("longitude", Double.toString(place.longitude()));
            row.put("community_board", place.communityBoard());
            row.put("nta", place.neighborhood());
            row.put("location", "(" + place.latitude() + ", " + place.longitude() + ")");
        }
        row.put("installation_date", day(kiosk.installed()));
        row.put("activation_date", day(kiosk.activated()));
        put(row, "wifi_status", "wifi_last_ts", now.services().get(Service.WIFI), zone);
        put(row, "tablet_status", "tablet_last_ts", now.services().get(Service.TABLET), zone);
        put(row, "phone_status", "dialer_last_ts", now.services().get(Service.CALL), zone);
        return row;
    }

    /** The city's words; it has none for maintenance, in which a kiosk is live, and none for planned ones. */
    static String status(Lifecycle lifecycle) {
        return switch (lifecycle) {
            case PLANNED -> "Planned";
            case INSTALLED -> "Installed";
            case ACTIVE, MAINTENANCE -> "Live";
            case REMOVED -> "Removed Pending Reinstall";
        };
    }

    /** Of a site's id, as 120512 of {@code mn-02-120512}; empty if there is none. */
    private static String number(String id) {
        Matcher site = SITE.matcher(id);
        return site.matches() ? site.group(1) : "";
    }

    private static void put(
            Map<String, String> row, String status, String last, @Nullable ServiceNow service, ZoneId zone) {
        if (service != null) {
            row.put(
                    status,
                    switch (service.judgement().state()) {
                        case UP, DEGRADED -> "up";
                        case DOWN -> "down";
                        case UNKNOWN, SUSPECT, MAINTENANCE -> "";
                    });
            row.put(last, service.lastReported() == null ? "" : time(service.lastReported(), zone));
        }
    }

    private static String time(Instant time, ZoneId zone) {
        return TIME.format(time.atZone(zone));
    }

    private static String day(@Nullable LocalDate day) {
        return day == null ? "" : TIME.format(day.atStartOfDay());
    }
}
