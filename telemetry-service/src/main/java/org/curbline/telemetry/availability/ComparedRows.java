package org.curbline.telemetry.availability;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.curbline.protocol.Service;
import org.curbline.telemetry.availability.AvailabilityAnswer.Row;

/**
 * Joins rows with those of the time they are compared with: buckets one by one, in their order. Who was in service only
 * then has rows, too. Not thread-safe.
 */
final class ComparedRows {
    private static final List<String> SERVICES =
            Stream.of(Service.values()).map(Service::word).toList();

    private final List<Instant> edges;
    private final Map<Key, List<Row>> before = new HashMap<>();

    /** @param edges of the buckets that the joined rows have */
    ComparedRows(List<Instant> edges, List<Row> before) {
        this.edges = edges;
        before.forEach(row -> this.before
                .computeIfAbsent(Key.of(row), none -> new ArrayList<>())
                .add(row));
    }

    /** @param rows each key's in the order of time */
    List<Row> beside(List<Row> rows) {
        Map<Key, Integer> buckets = new HashMap<>();
        List<Row> joined = new ArrayList<>();
        for (Row row : rows) {
            Key key = Key.of(row);
            int bucket = buckets.merge(key, 1, Integer::sum) - 1;
            joined.add(beside(row, bucket));
        }
        for (Key key : before.keySet()) {
            if (!buckets.containsKey(key)) {
                addOnlyThen(key, joined);
            }
        }
        joined.sort(Comparator.comparing((Row row) -> SERVICES.indexOf(row.service()))
                .thenComparing(Row::key)
                .thenComparing(Row::from));
        return joined;
    }

    private void addOnlyThen(Key key, List<Row> joined) {
        for (int i = 0; i < edges.size() - 1; i++) {
            Row none = new Row(key.service, key.word, edges.get(i), edges.get(i + 1), new Availability());
            joined.add(beside(none, i));
        }
    }

    private Row beside(Row row, int bucket) {
        List<Row> then = before.getOrDefault(Key.of(row), List.of());
        return bucket < then.size() ? row.comparedWith(then.get(bucket)) : row;
    }

    private record Key(String service, String word) {
        static Key of(Row row) {
            return new Key(row.service(), row.key());
        }
    }
}
