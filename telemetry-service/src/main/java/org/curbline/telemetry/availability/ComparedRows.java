package org.curbline.telemetry.availability;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.curbline.protocol.Service;
import org.curbline.telemetry.availability.AvailabilityAnswer.Row;
import org.curbline.telemetry.availability.AvailabilityRequest.Compared;
import org.curbline.telemetry.calendar.Bucket;

/**
 * Joins rows with those of the time they are compared with, bucket beside bucket. Who was in service only then has
 * rows, too. Not thread-safe.
 */
final class ComparedRows {
    private static final List<String> SERVICES =
            Stream.of(Service.values()).map(Service::word).toList();

    /** Without buckets. */
    private static final Instant WHOLE = Instant.EPOCH;

    private final AvailabilityRequest request;
    /** Of each key by where the bucket begins that they stand beside. */
    private final Map<Key, Map<Instant, Row>> before = new HashMap<>();

    ComparedRows(AvailabilityRequest request, Compared compared, List<Row> rows) {
        this.request = request;
        Bucket bucket = request.bucket();
        Map<Instant, Instant> starts = bucket == null
                ? Map.of(WHOLE, WHOLE)
                : compared.with().buckets(bucket, request.period(), compared.period());
        for (Row row : rows) {
            Map<Instant, Row> mine = before.computeIfAbsent(Key.of(row), none -> new HashMap<>());
            Instant start = starts.get(start(row));
            if (start != null) {
                mine.put(start, row);
            }
        }
    }

    List<Row> beside(List<Row> rows) {
        Set<Key> keys = new HashSet<>();
        List<Row> joined = new ArrayList<>();
        for (Row row : rows) {
            keys.add(Key.of(row));
            joined.add(beside(row));
        }
        for (Key key : before.keySet()) {
            if (!keys.contains(key)) {
                addOnlyThen(key, joined);
            }
        }
        joined.sort(Comparator.comparing((Row row) -> SERVICES.indexOf(row.service()))
                .thenComparing(Row::key)
                .thenComparing(Row::from));
        return joined;
    }

    private void addOnlyThen(Key key, List<Row> joined) {
        List<Instant> edges = request.edges();
        for (int i = 0; i < edges.size() - 1; i++) {
            joined.add(beside(new Row(key.service, key.word, edges.get(i), edges.get(i + 1), new Availability())));
        }
    }

    private Row beside(Row row) {
        return row.comparedWith(before.getOrDefault(Key.of(row), Map.of()).get(start(row)));
    }

    /** Where its bucket begins, which may be before the time that is asked for does. */
    private Instant start(Row row) {
        Bucket bucket = request.bucket();
        return bucket == null
                ? WHOLE
                : bucket.start(row.from(), request.period().zone());
    }

    private record Key(String service, String word) {
        static Key of(Row row) {
            return new Key(row.service(), row.key());
        }
    }
}
