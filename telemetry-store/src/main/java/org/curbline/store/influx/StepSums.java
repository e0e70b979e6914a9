package org.curbline.store.influx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.curbline.store.Column;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Sums up points as they come in, the older first, of all groups side by side. When there are many sums those of the
 * steps that are over are handed over, a group's one behind the other, as it costs a store less to have rollups of them
 * written in that order. One thread.
 */
final class StepSums {
    private static final int MOST_HELD = 10_000;

    private final SumsQuestion question;
    private final Consumer<SumsRow> consumer;
    private final Map<List<String>, SortedMap<Long, long[]>> groups = new HashMap<>();
    private int held;
    private long last = Long.MIN_VALUE;

    StepSums(SumsQuestion question, Consumer<SumsRow> consumer) {
        this.question = question;
        this.consumer = consumer;
    }

    /** What is to be asked of each point: what it is grouped by, what every point has, and what is summed. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>(question.by());
        columns.add(question.measurement().fields().get(0));
        columns.addAll(question.fields());
        return columns;
    }

    /**
     * Adds one.
     *
     * @param values the time and the columns
     * @throws IllegalStateException if it is of an older step than the last one: it may have been handed over
     */
    void add(List<@Nullable String> values) {
        long time = InfluxQlReader.whole(values.get(0));
        long begin = question.step() == null ? 0 : Nanos.begin(question.step(), time);
        if (begin < last) {
            throw new IllegalStateException("points are not in the order of time");
        }
        if (begin > last && held >= MOST_HELD) {
            end();
        }
        last = begin;
        int by = question.by().size();
        List<String> tags = values.subList(1, 1 + by).stream()
                .map(tag -> tag == null ? "" : tag)
                .toList();
        long[] sum = groups.computeIfAbsent(tags, none -> new TreeMap<>()).computeIfAbsent(begin, none -> none());
        sum[0]++;
        for (int i = 1; i < sum.length; i++) {
            sum[i] = Math.addExact(sum[i], InfluxQlReader.whole(values.get(1 + by + i)));
        }
    }

    private long[] none() {
        held++;
        return new long[1 + question.fields().size()];
    }

    /** Hands over those that are left. */
    void end() {
        groups.forEach((tags, steps) -> steps.forEach((begin, sum) -> {
            List<Long> all = Arrays.stream(sum, 1, sum.length).boxed().toList();
            consumer.accept(new SumsRow(begin, tags, sum[0], all));
        }));
        groups.clear();
        held = 0;
    }
}
