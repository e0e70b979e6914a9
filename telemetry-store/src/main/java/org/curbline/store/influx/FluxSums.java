package org.curbline.store.influx;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.curbline.store.Column;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Sums up kiosks' and areas' rollups in Flux: InfluxDB then sums up a group while it reads its series, one behind the
 * other, and need not bring them into one order first, as for InfluxQL it does; and it does several parts of a question
 * at once. Any thread; blocking.
 */
final class FluxSums {
    /**
     * Kiosks or areas in one part. InfluxDB refuses what is nested too deep, as a chain of a hundred alternatives is.
     */
    private static final int MOST_NAMED = 32;
    /** Parts in one script, which are done at once. */
    private static final int MOST_PARTS = 4;
    /** Sums of so many steps are held, of each group: a quarter's hours. */
    private static final int MOST_STEPS = 92 * 24;

    private final FluxCsv flux;

    FluxSums(FluxCsv flux) {
        this.flux = flux;
    }

    /**
     * Sums them up.
     *
     * @param question about kiosks' or areas' rollups
     * @throws StoreUnavailableException if there is no whole answer; some rows may have been handed over
     */
    void sums(String bucket, SumsQuestion question, Consumer<SumsRow> consumer) {
        long begin = Nanos.of(question.from());
        long end = Nanos.of(question.to());
        while (begin < end) { // InfluxDB calls a time without length a mistake
            long next = question.step() == null ? end : lastHeld(begin, end, question.step());
            new Part(question.within(at(begin), at(next))).sums(bucket, consumer);
            begin = next;
        }
    }

    /** Where the last step ends of those that are held at once, or the question does. */
    private static long lastHeld(long begin, long end, Step step) {
        long first = Nanos.begin(step, begin);
        long length = step.length().toNanos();
        return (end - first) / length < MOST_STEPS ? end : first + MOST_STEPS * length;
    }

    private static Instant at(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
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

    private static String anyOf(String column, Collection<String> values) {
        StringJoiner alternatives = new StringJoiner(" or ", "(", ")");
        values.forEach(value -> alternatives.add("r[" + text(column) + "] == " + text(value)));
        return alternatives.toString();
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

    /** What is asked at once. */
    private final class Part {
        private final SumsQuestion question;
        /** By which the series are parted. */
        private final Tag cell;

        private final List<String> fields = new ArrayList<>();
        private final Map<List<String>, SortedMap<Long, long[]>> groups = new HashMap<>();
        private final Map<String, Long> steps = new HashMap<>();

        Part(SumsQuestion question) {
            this.question = question;
            this.cell = question.measurement().tags().contains(Columns.KIOSK) ? Columns.KIOSK : Columns.AREA;
            fields.add(question.measurement().fields().get(0).name()); // says of how many a rollup was made
            question.fields().stream().map(Column::name).forEach(fields::add);
        }

        void sums(String bucket, Consumer<SumsRow> consumer) {
            for (List<List<String>> some : parted(parts(question.among().get(cell)), MOST_PARTS)) {
                flux.ask(script(bucket, some), this::add);
            }
            groups.forEach((tags, sums) -> sums.forEach((begin, sum) -> {
                List<Long> all = Arrays.stream(sum, 1, sum.length).boxed().toList();
                consumer.accept(new SumsRow(begin, tags, sum[0], all));
            }));
        }

        private void add(List<String> columns, List<String> values) {
            List<String> tags = question.by().stream()
                    .map(tag -> columns.indexOf(tag.name()))
                    .map(column -> column < 0 ? "" : values.get(column))
                    .toList();
            String field = values.get(columns.indexOf("_field"));
            long value = Long.parseLong(values.get(columns.indexOf("_value")));
            Step step = question.step();
            long begin = step == null
                    ? 0
                    : steps.computeIfAbsent(
                            values.get(columns.indexOf("_time")),
                            time -> Nanos.begin(
                                    step, Nanos.of(Instant.parse(time)))); // a first step begins with the question
            long[] sums = groups.computeIfAbsent(tags, none -> new TreeMap<>())
                    .computeIfAbsent(begin, none -> new long[fields.size()]);
            for (int i = 0; i < sums.length; i++) {
                if (fields.get(i).equals(field)) { // which may have been asked for twice
                    sums[i] = Math.addExact(sums[i], value);
                }
            }
        }

        private String script(String bucket, List<List<String>> some) {
            StringJoiner script = new StringJoiner("\n");
            for (int i = 0; i < some.size(); i++) {
                script.add(query(bucket, some.get(i)) + " |> yield(name: " + text("part " + i) + ")");
            }
            return script.toString();
        }

        private String query(String bucket, List<String> cells) {
            StringJoiner conditions = new StringJoiner(" and ");
            conditions.add(anyOf("_measurement", Set.of(question.measurement().table())));
            conditions.add(anyOf("_field", Set.copyOf(fields)));
            if (!cells.isEmpty()) {
                conditions.add(anyOf(cell.name(), cells));
            }
            question.among().forEach((tag, values) -> {
                if (!tag.equals(cell)) {
                    conditions.add(anyOf(tag.name(), values));
                }
            });
            StringJoiner groups = new StringJoiner(", ", "[", "]");
            groups.add(text("_field"));
            question.by().forEach(tag -> groups.add(text(tag.name())));
            return "from(bucket: " + text(bucket) + ") |> range(start: time(v: " + Nanos.of(question.from())
                    + "), stop: time(v: " + Nanos.of(question.to()) + ")) |> filter(fn: (r) => " + conditions
                    + ") |> group(columns: " + groups + ") |> " + sum();
        }

        private String sum() {
            Step step = question.step();
            if (step == null) {
                return "sum()";
            }
            long length = step.length().toNanos();
            return "aggregateWindow(every: " + length + "ns, offset: "
                    + Math.floorMod(Nanos.of(step.origin()), length)
                    + "ns, fn: sum, createEmpty: false, timeSrc: \"_start\")";
        }
    }
}
