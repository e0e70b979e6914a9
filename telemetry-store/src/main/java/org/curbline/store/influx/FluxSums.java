package org.curbline.store.influx;

import com.influxdb.client.QueryApi;
import com.influxdb.exceptions.InfluxException;
import com.influxdb.query.FluxRecord;
import com.influxdb.query.FluxTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.curbline.store.Column;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Sums up kiosks' rollups series by series, in Flux: InfluxDB then need not bring the series into one order, as for
 * InfluxQL it does, and does several parts of a question at once. Any thread; blocking.
 */
final class FluxSums {
    /** Kiosks in one part. InfluxDB refuses what is nested too deep, as a chain of a hundred alternatives is. */
    private static final int MOST_NAMED = 32;
    /** Parts in one script, which are done at once. */
    private static final int MOST_PARTS = 4;

    private final QueryApi flux;
    private final InfluxPlace place;

    FluxSums(QueryApi flux, InfluxPlace place) {
        this.flux = flux;
        this.place = place;
    }

    /**
     * @param question about kiosks' rollups, without a step
     * @throws StoreUnavailableException if there is no whole answer; no row was handed over then
     */
    void sums(String bucket, SumsQuestion question, Consumer<SumsRow> consumer) {
        if (Nanos.of(question.from()) >= Nanos.of(question.to())) {
            return; // which InfluxDB would call a mistake
        }
        List<String> fields = new ArrayList<>();
        fields.add(question.measurement().fields().get(0).name()); // says of how many a rollup was made
        question.fields().stream().map(Column::name).forEach(fields::add);
        Map<List<String>, long[]> groups = new HashMap<>();
        for (List<List<String>> parts : parted(parts(question.among().get(Columns.KIOSK)), MOST_PARTS)) {
            for (FluxTable group : ask(script(bucket, question, parts, fields))) {
                group.getRecords().forEach(record -> add(record, question, fields, groups));
            }
        }
        groups.forEach((tags, sums) -> {
            List<Long> all = Arrays.stream(sums, 1, sums.length).boxed().toList();
            consumer.accept(new SumsRow(0, tags, sums[0], all));
        });
    }

    private static void add(
            FluxRecord record, SumsQuestion question, List<String> fields, Map<List<String>, long[]> groups) {
        List<String> tags = question.by().stream()
                .map(tag -> record.getValueByKey(tag.name()) instanceof String value ? value : "")
                .toList();
        long[] sums = groups.computeIfAbsent(tags, none -> new long[fields.size()]);
        for (int i = 0; i < sums.length; i++) {
            if (fields.get(i).equals(record.getField()) && record.getValue() instanceof Long sum) {
                sums[i] = Math.addExact(sums[i], sum);
            }
        }
    }

    private List<FluxTable> ask(String query) {
        try {
            return flux.query(query, place.org());
        } catch (InfluxException e) {
            throw new StoreUnavailableException("InfluxDB at " + place.url() + " does not answer: " + e, e);
        }
    }

    /** Those that are named, few at once; nobody if anybody is meant. */
    private static List<List<String>> parts(@Nullable Set<String> named) {
        if (named == null) {
            return List.of(List.of());
        }
        return parted(named.stream().sorted().toList(), MOST_NAMED);
    }

    private static <T> List<List<T>> parted(List<T> all, int most) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < all.size(); from += most) {
            parts.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return parts;
    }

    private static String script(String bucket, SumsQuestion question, List<List<String>> parts, List<String> fields) {
        StringJoiner script = new StringJoiner("\n");
        for (int i = 0; i < parts.size(); i++) {
            script.add(query(bucket, question, parts.get(i), fields) + " |> yield(name: " + text("part " + i) + ")");
        }
        return script.toString();
    }

    private static String query(String bucket, SumsQuestion question, List<String> kiosks, List<String> fields) {
        StringJoiner conditions = new StringJoiner(" and ");
        conditions.add(is("_measurement", question.measurement().table()));
        conditions.add(anyOf("_field", Set.copyOf(fields)));
        if (!kiosks.isEmpty()) {
            conditions.add(anyOf(Columns.KIOSK.name(), kiosks));
        }
        question.among().forEach((tag, values) -> {
            if (!tag.equals(Columns.KIOSK)) {
                conditions.add(anyOf(tag.name(), values));
            }
        });
        StringJoiner groups = new StringJoiner(", ", "[", "]");
        groups.add(text("_field"));
        question.by().forEach(tag -> groups.add(text(tag.name())));
        long from = Nanos.of(question.from());
        long to = Nanos.of(question.to());
        return "from(bucket: " + text(bucket) + ") |> range(start: time(v: " + from + "), stop: time(v: " + to
                + ")) |> filter(fn: (r) => " + conditions + ") |> group(columns: " + groups + ") |> sum()";
    }

    private static String anyOf(String column, Collection<String> values) {
        StringJoiner alternatives = new StringJoiner(" or ", "(", ")");
        values.forEach(value -> alternatives.add(is(column, value)));
        return alternatives.toString();
    }

    private static String is(String column, String value) {
        return "r[" + text(column) + "] == " + text(value);
    }

    /** A text literal, in which a dollar sign and a brace would begin an expression, even where one is escaped. */
    static String text(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\x24")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                + '"';
    }
}
