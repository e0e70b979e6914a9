package org.curbline.simulator.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.audit.StoredEvents.StoredEvent;

/** The stored uses of some kiosks, added up by hours, and held against answers. Not thread-safe. */
final class UseSums {
    private final ZoneId zone;
    private final Map<Cell, Used> cells = new HashMap<>();

    /** @param zone by whose clocks an answer's hours, days and months are */
    UseSums(ZoneId zone) {
        this.zone = zone;
    }

    /** Which kinds of events are uses, and which column tells them apart further. */
    static Map<EventKind, String> kinds() {
        return Map.of(
                EventKind.WIFI, "network",
                EventKind.CHARGING, "port",
                EventKind.CALL, "kind",
                EventKind.TABLET, "activity");
    }

    void add(KioskId kiosk, EventKind kind, StoredEvent event) {
        Object further = event.values().get(Objects.requireNonNull(kinds().get(kind)));
        Instant hour = Instant.ofEpochSecond(0, event.timestampNanos())
                .atZone(zone)
                .truncatedTo(ChronoUnit.HOURS)
                .toInstant();
        String service = kind.name().toLowerCase(Locale.ROOT);
        cells.merge(
                new Cell(service, kiosk.value(), further == null ? "" : further.toString(), hour),
                Used.one(event.values()),
                Used::plus);
    }

    /**
     * What an answer says differently, a sentence each.
     *
     * @throws DateTimeException if a row's beginning is no moment
     */
    List<String> differing(Grain grain, List<Map<String, Object>> rows) {
        NavigableSet<Instant> begins = new TreeSet<>();
        if (grain.isOfTime()) {
            rows.forEach(row -> begins.add(begin(row)));
        }
        Map<String, Used> answered = new TreeMap<>();
        for (Map<String, Object> row : rows) {
            String key = grain.isOfPlace()
                    ? Grain.EVERYWHERE
                    : grain.isOfTime() ? begin(row).toString() : String.valueOf(row.get(grain.column()));
            answered.merge(row.get("service") + " " + key, Used.answered(row), Used::plus);
        }
        Map<String, Used> stored = new TreeMap<>();
        cells.forEach((cell, used) -> stored.merge(
                cell.service
                        + ' '
                        + grain.keyOf(cell.kiosk, cell.kind, cell.hour.atZone(zone), begins.floor(cell.hour)),
                used,
                Used::plus));
        answered.keySet().forEach(key -> stored.putIfAbsent(key, Used.NONE));
        return stored.entrySet().stream()
                .filter(each -> !each.getValue().equals(answered.getOrDefault(each.getKey(), Used.NONE)))
                .map(each -> grain.parameter() + ": " + each.getKey() + " is answered "
                        + answered.getOrDefault(each.getKey(), Used.NONE) + "; stored are " + each.getValue())
                .toList();
    }

    private static Instant begin(Map<String, Object> row) {
        return OffsetDateTime.parse(String.valueOf(row.get("start"))).toInstant();
    }

    /** The least that is told apart. */
    private record Cell(String service, String kiosk, String kind, Instant hour) {}
}
