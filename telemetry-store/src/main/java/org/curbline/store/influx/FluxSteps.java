package org.curbline.store.influx;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Function;
import org.curbline.store.Column;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Sums up points step by step, in Flux: InfluxDB then sums them up while it reads a series, and neither brings the
 * series into one order nor hands over points, as for InfluxQL it does. It costs so much for each series and each
 * question, be that of an hour or of days. Any thread; blocking.
 */
final class FluxSteps {
    /** Of so long all sums are held, as they come field by field. */
    private static final Duration AT_ONCE = Duration.ofDays(2);

    private final FluxCsv flux;

    FluxSteps(FluxCsv flux) {
        this.flux = flux;
    }

    /** Whether it is of all kiosks' points, in steps as Flux has them, which begin with 1970. */
    static boolean fit(SumsQuestion question) {
        Step step = question.step();
        return step != null
                && question.among().isEmpty()
                && Nanos.of(step.origin()) % step.length().toNanos() == 0
                && AT_ONCE.toNanos() % step.length().toNanos() == 0;
    }

    /**
     * Sums them up.
     *
     * @param question that fits
     * @throws StoreUnavailableException if there is no whole answer; some rows may have been handed over
     */
    void sums(String bucket, SumsQuestion question, Consumer<SumsRow> consumer) {
        long begin = Nanos.of(question.from());
        long end = Nanos.of(question.to());
        long length = Objects.requireNonNull(question.step()).length().toNanos();
        while (begin < end) {
            long step = begin - Math.floorMod(begin, length);
            long next = Math.min(end, step + AT_ONCE.toNanos());
            Part part = new Part(question.within(at(begin), at(next)));
            flux.ask(part.script(bucket, question.measurement().fields().subList(0, 1), "count"), part::count);
            if (!question.fields().isEmpty()) {
                flux.ask(part.script(bucket, question.fields(), "sum"), part::sum);
            }
            part.handOver(consumer);
            begin = next;
        }
    }

    private static Instant at(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }

    /**
     * What is asked at once. Counted first: a use that is stored before they are summed up lacks in the count, and so
     * is seen to. The other way round its bytes would lack, which nobody sees.
     */
    private static final class Part {
        private final SumsQuestion question;
        private final long length;
        private final long first;
        private final int steps;
        private final Map<List<String>, long[][]> groups = new HashMap<>();
        private final Map<String, Integer> stepsByTime = new HashMap<>();
        private List<String> tableColumns = List.of();
        private List<String> table = List.of();
        private int time;
        private int value;
        private int field;
        private long @Nullable [][] group;

        Part(SumsQuestion question) {
            this.question = question;
            this.length = Objects.requireNonNull(question.step()).length().toNanos();
            this.first = Math.floorDiv(Nanos.of(question.from()), length);
            this.steps = Math.toIntExact(Math.floorDiv(Nanos.of(question.to()) - 1, length) - first + 1);
        }

        String script(String bucket, List<? extends Column> fields, String function) {
            tableColumns = List.of();
            StringJoiner anyField = new StringJoiner(" or ", "(", ")");
            fields.forEach(field -> anyField.add("r._field == " + FluxSums.text(field.name())));
            StringJoiner kept = new StringJoiner(", ", "[\"_time\", \"_value\", \"_field\", ", "]");
            question.by().forEach(tag -> kept.add(FluxSums.text(tag.name())));
            return "from(bucket: " + FluxSums.text(bucket) + ") |> range(start: time(v: " + Nanos.of(question.from())
                    + "), stop: time(v: " + Nanos.of(question.to()) + ")) |> filter(fn: (r) => r._measurement == "
                    + FluxSums.text(question.measurement().table()) + " and " + anyField
                    + ") |> aggregateWindow(every: " + length + "ns, fn: " + function
                    + ", createEmpty: false, timeSrc: \"_start\") |> keep(columns: " + kept + ")";
        }

        void count(List<String> columns, List<String> values) {
            begin(columns, values, none -> new long[1 + question.fields().size()][steps]);
            add(0, values);
        }

        /** What is summed up of it follows when it is counted. */
        void sum(List<String> columns, List<String> values) {
            begin(columns, values, none -> null);
            add(1 + field, values);
        }

        /** What is the same for all rows of a table. */
        private void begin(
                List<String> columns, List<String> values, Function<List<String>, long @Nullable [][]> unknown) {
            List<String> own = values.subList(columns.indexOf("table"), columns.indexOf("table") + 1);
            if (columns == tableColumns && own.equals(table)) {
                return;
            }
            tableColumns = columns;
            table = own;
            time = columns.indexOf("_time");
            value = columns.indexOf("_value");
            String name = values.get(columns.indexOf("_field"));
            field = question.fields().stream().map(Column::name).toList().indexOf(name);
            List<String> tags = question.by().stream()
                    .map(tag -> columns.indexOf(tag.name()))
                    .map(column -> column < 0 ? "" : values.get(column))
                    .toList();
            group = groups.computeIfAbsent(tags, unknown);
        }

        private void add(int sum, List<String> values) {
            if (group != null) {
                int step = stepsByTime.computeIfAbsent(values.get(time), this::step);
                group[sum][step] = Math.addExact(group[sum][step], Long.parseLong(values.get(value)));
            }
        }

        /** A first step that is not whole begins with the question. */
        private int step(String begin) {
            return Math.toIntExact(Math.floorDiv(Nanos.of(Instant.parse(begin)), length) - first);
        }

        /** Those that were handed over are let go, as others are made of them meanwhile. */
        void handOver(Consumer<SumsRow> consumer) {
            Iterator<Map.Entry<List<String>, long[][]>> rest = groups.entrySet().iterator();
            while (rest.hasNext()) {
                Map.Entry<List<String>, long[][]> next = rest.next();
                rest.remove();
                handOver(next.getKey(), next.getValue(), consumer);
            }
        }

        private void handOver(List<String> tags, long[][] sums, Consumer<SumsRow> consumer) {
            for (int step = 0; step < steps; step++) {
                if (sums[0][step] > 0) {
                    List<Long> all = new ArrayList<>(sums.length - 1);
                    for (int i = 1; i < sums.length; i++) {
                        all.add(sums[i][step]);
                    }
                    consumer.accept(new SumsRow((first + step) * length, tags, sums[0][step], all));
                }
            }
        }
    }
}
