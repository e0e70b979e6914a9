package org.curbline.telemetry.usage;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.rollup.Coverage.Grain;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.rollup.RolledUse;
import org.curbline.telemetry.usage.UsageRequest.By;
import org.curbline.telemetry.usage.UsageTally.Group;
import org.curbline.telemetry.usage.ZoneSteps.Stretch;

/** One stretch of time, asked of the points or of rollups. Blocking. */
public final class UsageQuestion {
    private final PointReader reader;
    private final UsageRequest request;
    private final ZoneId zone;
    private final Stretch stretch;
    private final Cells cells;

    /** @param cells areas are not asked of the points */
    UsageQuestion(PointReader reader, UsageRequest request, ZoneId zone, Stretch stretch, Cells cells) {
        this.reader = reader;
        this.request = request;
        this.zone = zone;
        this.stretch = stretch;
        this.cells = cells;
    }

    /**
     * @param asked who answers as the store does
     * @param days which are rolled up, if days are asked
     */
    void askRollups(BiConsumer<SumsQuestion, Consumer<SumsRow>> asked, Grain grain, Days days, UsageTally tally) {
        if (cells.isNone()) {
            return;
        }
        Map<String, UsedService> services =
                request.services().stream().collect(Collectors.toMap(UsedService::word, service -> service));
        Map<Tag, Set<String>> where = where(Columns.KIND);
        where.put(Columns.SERVICE, services.keySet());
        if (grain == Grain.DAYS) {
            where.put(Columns.ZONE, Set.of(days.zone().getId()));
        }
        List<Tag> by = by(Columns.KIND);
        by.add(0, Columns.SERVICE);
        List<Whole> fields = RolledUse.SUMMED.stream()
                .filter(field -> request.services().stream()
                        .anyMatch(service -> summed(service).contains(field)))
                .toList();
        asked.accept(question(rollup(grain), by, where, fields), row -> {
            UsedService service = services.get(row.tags().get(0));
            if (service != null) {
                List<String> tags = row.tags().subList(1, row.tags().size());
                add(tally, service, new SumsRow(row.epochNanos(), tags, row.count(), all(fields, row)));
            }
        });
    }

    private Measurement rollup(Grain grain) {
        boolean days = grain == Grain.DAYS;
        if (cells.tag() == null) {
            return days ? Measurement.USAGE_CITY_DAY : Measurement.USAGE_CITY_HOUR;
        }
        if (Columns.AREA.equals(cells.tag())) {
            return days ? Measurement.USAGE_AREA_DAY : Measurement.USAGE_AREA_HOUR;
        }
        boolean byKind =
                request.grouping().by() == By.KIND || !request.filter().kinds().isEmpty();
        if (days) {
            return byKind ? Measurement.USAGE_DAY : Measurement.USAGE_KIOSK_DAY;
        }
        return Measurement.USAGE_HOUR;
    }

    void askPoints(UsedService service, UsageTally tally) {
        if (cells.isNone()) {
            return;
        }
        RolledUse use = service.use();
        List<Whole> fields = summed(service);
        reader.sums(
                question(use.points(), by(use.kind()), where(use.kind()), fields),
                row -> add(tally, service, new SumsRow(row.epochNanos(), row.tags(), row.count(), all(fields, row))));
    }

    /** What is told of a service: each column that is summed costs a store as much as counting does. */
    private List<Whole> summed(UsedService service) {
        return service.use().sums().stream()
                .filter(column -> request.measures().stream().anyMatch(measure -> measure.isToldBy(column)))
                .toList();
    }

    /** The sums of {@link RolledUse#SUMMED}; 0 where it was not asked for. */
    private static List<Long> all(List<Whole> fields, SumsRow row) {
        return RolledUse.SUMMED.stream()
                .map(column -> fields.contains(column) ? row.sums().get(fields.indexOf(column)) : Long.valueOf(0))
                .toList();
    }

    private SumsQuestion question(
            Measurement measurement, List<Tag> by, Map<Tag, Set<String>> where, List<Whole> fields) {
        return new SumsQuestion(measurement, stretch.from(), stretch.to(), stretch.step(), by, where, fields);
    }

    private Map<Tag, Set<String>> where(Tag kind) {
        Map<Tag, Set<String>> where = new HashMap<>();
        Set<String> named = cells.named();
        if (cells.tag() != null && named != null) {
            where.put(cells.tag(), named);
        }
        if (!request.filter().kinds().isEmpty()) {
            where.put(kind, request.filter().kinds());
        }
        return where;
    }

    private List<Tag> by(Tag kind) {
        List<Tag> by = new ArrayList<>();
        boolean apart = cells.taken() != null
                || cells.wrongly() != null
                || request.grouping().by().isOfKiosks();
        if (cells.tag() != null && apart) {
            by.add(cells.tag());
        }
        if (request.grouping().by() == By.KIND) {
            by.add(kind);
        }
        return by;
    }

    private void add(UsageTally tally, UsedService service, SumsRow row) {
        if (cells.taken() != null && !cells.taken().test(row.tags().get(0))) {
            return;
        }
        Places wrongly = cells.wrongly();
        if (wrongly == null) {
            tally.add(group(service, row, cells.places()), row.count(), row.sums());
            return;
        }
        String kiosk = row.tags().get(0);
        if (request.filter().takes(kiosk, wrongly)) {
            List<Long> less = row.sums().stream().map(Math::negateExact).toList();
            tally.add(group(service, row, wrongly), -row.count(), less);
        }
        if (request.filter().takes(kiosk, cells.places())) {
            tally.add(group(service, row, cells.places()), row.count(), row.sums());
        }
    }

    private Group group(UsedService service, SumsRow row, Places places) {
        Bucket bucket = request.grouping().bucket();
        Instant start = bucket == null ? null : stretch.start(bucket, row.epochNanos(), zone);
        return new Group(service, key(row, places), start);
    }

    private String key(SumsRow row, Places places) {
        return switch (request.grouping().by()) {
            case NOTHING -> "";
            case KIOSK, BOROUGH, DISTRICT ->
                request.grouping().by().place(row.tags().get(0), places);
            case KIND -> row.tags().get(row.tags().size() - 1);
            case HOUR_OF_DAY -> stretch.hourOfDay(row.epochNanos());
            case WEEKDAY -> stretch.weekday(row.epochNanos());
        };
    }
}
