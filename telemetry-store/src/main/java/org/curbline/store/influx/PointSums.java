package org.curbline.store.influx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.curbline.store.PointReader.Step;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.store.reading.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Sums up points as they come in, group after group and in each the older first, so that one sum is kept. One thread.
 */
final class PointSums {
    private final SumsQuestion question;
    private final Consumer<SumsRow> consumer;
    private final long origin;
    private final long length;
    private final long[] sums;
    private List<String> tags = List.of();
    private @Nullable Map<String, String> group;
    private long begin;
    private long count;

    /** @param question has a step */
    PointSums(SumsQuestion question, Consumer<SumsRow> consumer) {
        Step step = Objects.requireNonNull(question.step());
        this.question = question;
        this.consumer = consumer;
        this.origin = Nanos.of(step.origin());
        this.length = step.length().toNanos();
        this.sums = new long[question.fields().size()];
    }

    /** @param values the time, what every point has, and the fields that are summed */
    void add(Map<String, String> tagsOfGroup, List<@Nullable String> values) {
        long time = InfluxQlReader.whole(values.get(0));
        long step = time - Math.floorMod(time - origin, length);
        if (count > 0 && (step != begin || !tagsOfGroup.equals(group))) {
            end();
        }
        if (!tagsOfGroup.equals(group)) {
            group = tagsOfGroup;
            tags = question.by().stream()
                    .map(tag -> tagsOfGroup.getOrDefault(tag.name(), ""))
                    .toList();
        }
        begin = step;
        count++;
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.addExact(sums[i], InfluxQlReader.whole(values.get(i + 2)));
        }
    }

    /** Hands over the last one. */
    void end() {
        if (count > 0) {
            List<Long> all = new ArrayList<>(sums.length);
            for (int i = 0; i < sums.length; i++) {
                all.add(sums[i]);
                sums[i] = 0;
            }
            consumer.accept(new SumsRow(begin, tags, count, all));
            count = 0;
        }
    }
}
