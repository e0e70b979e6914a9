package org.curbline.telemetry;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.UsageQuestion;
import org.curbline.store.PointReader.UsageRow;
import org.curbline.telemetry.UsageAnswer.Row;
import org.curbline.telemetry.UsageRequest.By;

/** Answers questions about use: asks the store by kiosk and time, and joins the places in. Blocking. */
final class UsageReading {
    /** The borough of a kiosk that nobody said the place of. */
    static final String UNKNOWN = "unknown";

    private final PointReader reader;
    private final KioskRegistry registry;

    UsageReading(PointReader reader, KioskRegistry registry) {
        this.reader = reader;
        this.registry = registry;
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    UsageAnswer answer(UsageRequest request) {
        List<Row> rows = new ArrayList<>();
        for (UsedService service : request.services()) {
            List<UsageRow> stored = reader.usage(new UsageQuestion(
                    service.measurement(),
                    request.period().from(),
                    request.period().to(),
                    request.by().grouping(),
                    request.period().zone(),
                    request.kiosks()));
            rows.addAll(rows(service, stored, key(request), request.by() == By.BOROUGH));
        }
        return new UsageAnswer(request, rows);
    }

    private Function<String, String> key(UsageRequest request) {
        By by = request.by();
        return switch (by) {
            case NOTHING, KIOSK -> key -> key;
            case BOROUGH -> this::borough;
            case HOUR, DAY -> start -> withOffset(start, request.period().zone());
        };
    }

    private String borough(String id) {
        Kiosk kiosk = registry.find(id);
        return kiosk == null || kiosk.place() == null || kiosk.place().borough().isBlank()
                ? UNKNOWN
                : kiosk.place().borough();
    }

    private static String withOffset(String start, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                Instant.parse(start).atZone(zone).toOffsetDateTime());
    }

    /** Stored rows under new keys; those that share one become one. */
    private static List<Row> rows(
            UsedService service, List<UsageRow> stored, Function<String, String> key, boolean sorted) {
        Map<String, Row> joined = sorted ? new TreeMap<>() : new LinkedHashMap<>();
        for (UsageRow row : stored) {
            String name = key.apply(row.key());
            Row renamed = new Row(service, name, row.count(), new TreeMap<>(row.sums()));
            joined.merge(name, renamed, UsageReading::together);
        }
        return List.copyOf(joined.values());
    }

    private static Row together(Row one, Row other) {
        SortedMap<String, Long> sums = new TreeMap<>(one.sums());
        other.sums().forEach((column, sum) -> sums.merge(column, sum, Long::sum));
        return new Row(one.service(), one.key(), one.count() + other.count(), sums);
    }
}
