package org.curbline.telemetry.usage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Comparison;
import org.curbline.telemetry.usage.UsageAnswer.Row;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.curbline.telemetry.usage.UsageTally.Group;
import org.jspecify.annotations.Nullable;

/** Makes rows of what was added up: joins what it is compared with, keeps the top, and puts them in their order. */
final class UsageRows {
    private final UsageRequest request;

    UsageRows(UsageRequest request) {
        this.request = request;
    }

    /** @throws org.curbline.program.http.ProblemException if these are too many rows */
    List<Row> of(UsageTally tally, UsageTally previous) {
        Map<Group, Row> rows = new HashMap<>();
        Comparison comparison = request.comparison();
        Used none = comparison == null ? null : Used.NOTHING;
        tally.forEach((group, used) -> rows.put(group, row(group, used, none)));
        if (comparison != null) {
            Bucket bucket = request.grouping().bucket();
            Map<Instant, Instant> starts = bucket == null
                    ? Map.of()
                    : comparison.buckets(bucket, request.period(), comparison.of(request.period()));
            previous.forEach((group, used) -> {
                Instant start = group.start() == null ? null : starts.get(group.start());
                if (start != null || group.start() == null) {
                    Group same = new Group(group.service(), group.key(), start);
                    Row row = rows.getOrDefault(same, row(same, Used.NOTHING, none));
                    rows.put(same, row(same, row.used(), used));
                }
            });
        }
        UsageTally.requireFew(rows.size(), request.grouping().bucket() != null);
        List<Row> kept = new ArrayList<>(rows.values());
        Comparator<Row> order =
                Comparator.comparing((Row row) -> request.services().indexOf(row.service()));
        if (request.top() > 0) {
            Map<Key, Double> totals = totals(kept);
            Set<Key> top = top(totals);
            kept.removeIf(row -> !top.contains(Key.of(row)));
            order = order.thenComparing(row -> -totals.getOrDefault(Key.of(row), 0.0));
        }
        kept.sort(
                order.thenComparing(Row::key).thenComparing(row -> row.start() == null ? Instant.EPOCH : row.start()));
        return kept;
    }

    private static Row row(Group group, Used used, @Nullable Used previous) {
        return new Row(group.service(), group.key(), group.start(), used, previous);
    }

    private Map<Key, Double> totals(List<Row> rows) {
        Map<Key, Double> totals = new HashMap<>();
        Map<Key, Long> counts = new HashMap<>();
        for (Row row : rows) {
            Measure ranked = ranked(row.service());
            Measure summed = ranked == Measure.AVERAGE ? Measure.DURATION : ranked;
            totals.merge(Key.of(row), summed.of(row.used()).doubleValue(), Double::sum);
            if (ranked == Measure.AVERAGE) { // of all buckets together: who is used on many days does not last longer
                counts.merge(Key.of(row), row.used().count(), Long::sum);
            }
        }
        totals.replaceAll((key, total) -> total / Math.max(1, counts.getOrDefault(key, 1L)));
        return totals;
    }

    /** The first that it has. */
    private Measure ranked(UsedService service) {
        return request.measures().stream()
                .filter(measure -> measure.isOf(service))
                .findFirst()
                .orElse(Measure.COUNT);
    }

    /** Of each service, those with the most; of equals, the first. */
    private Set<Key> top(Map<Key, Double> totals) {
        Set<Key> top = new HashSet<>();
        for (UsedService service : request.services()) {
            totals.keySet().stream()
                    .filter(key -> key.service == service)
                    .sorted(Comparator.comparing((Key key) -> -totals.getOrDefault(key, 0.0))
                            .thenComparing(Key::word))
                    .limit(request.top())
                    .forEach(top::add);
        }
        return top;
    }

    private record Key(UsedService service, String word) {
        static Key of(Row row) {
            return new Key(row.service(), row.key());
        }
    }
}
