package org.curbline.store.influx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.curbline.store.Column;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.jspecify.annotations.Nullable;

/** Sums up the points of a short time as they come in, whatever their order: all sums are kept. One thread. */
final class ShortSums {
    private final SumsQuestion question;
    private final Map<Group, long[]> sums = new HashMap<>();

    ShortSums(SumsQuestion question) {
        this.question = question;
    }

    /** What is to be asked of each point: what it is grouped by, what every point has, and what is summed. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>(question.by());
        columns.add(question.measurement().fields().get(0));
        columns.addAll(question.fields());
        return columns;
    }

    /** @param values the time and the columns */
    void add(List<@Nullable String> values) {
        int by = question.by().size();
        List<String> tags = values.subList(1, 1 + by).stream()
                .map(tag -> tag == null ? "" : tag)
                .toList();
        Group group = new Group(begin(InfluxQlReader.whole(values.get(0))), tags);
        long[] sum = sums.computeIfAbsent(
                group, none -> new long[1 + question.fields().size()]);
        sum[0]++;
        for (int i = 1; i < sum.length; i++) {
            sum[i] = Math.addExact(sum[i], InfluxQlReader.whole(values.get(1 + by + i)));
        }
    }

    private long begin(long time) {
        Step step = question.step();
        return step == null
                ? 0
                : time
                        - Math.floorMod(
                                time - Nanos.of(step.origin()), step.length().toNanos());
    }

    void forEach(Consumer<SumsRow> consumer) {
        sums.forEach((group, sum) -> {
            List<Long> all = Arrays.stream(sum, 1, sum.length).boxed().toList();
            consumer.accept(new SumsRow(group.begin, group.tags, sum[0], all));
        });
    }

    private record Group(long begin, List<String> tags) {}
}
