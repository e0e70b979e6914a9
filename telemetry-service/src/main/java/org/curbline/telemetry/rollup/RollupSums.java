package org.curbline.telemetry.rollup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.curbline.store.Measurement;
import org.curbline.store.PointWriter;

/** What is added up before it is written: of a day, or of few uses. One thread. */
final class RollupSums {
    private final Map<Key, long[]> sums = new HashMap<>();

    /** @param tags in the order of the measurement's own, without service and zone */
    void add(long epochNanos, List<String> tags, List<Long> uses) {
        long[] sum = sums.computeIfAbsent(new Key(epochNanos, tags), none -> new long[uses.size()]);
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.addExact(sum[i], uses.get(i));
        }
    }

    /** Those of some times, by longer ones that they are parts of. */
    RollupSums at(LongPredicate some, LongUnaryOperator longer) {
        return again(some, longer, UnaryOperator.identity());
    }

    /** Those whose tags are the same but for what is left away. */
    RollupSums by(UnaryOperator<List<String>> fewer) {
        return again(any -> true, LongUnaryOperator.identity(), fewer);
    }

    private RollupSums again(LongPredicate some, LongUnaryOperator longer, UnaryOperator<List<String>> fewer) {
        RollupSums all = new RollupSums();
        sums.forEach((key, sum) -> {
            if (some.test(key.epochNanos)) {
                all.add(
                        longer.applyAsLong(key.epochNanos),
                        fewer.apply(key.tags),
                        Arrays.stream(sum).boxed().toList());
            }
        });
        return all;
    }

    void write(PointWriter writer, Measurement measurement, RolledUse use, String zone) throws InterruptedException {
        RollupWriter made = new RollupWriter(writer);
        sums.forEach((key, sum) -> {
            List<Long> uses = Arrays.stream(sum).boxed().toList();
            made.add(measurement, use, key.tags, zone, key.epochNanos, uses);
        });
        made.write();
    }

    private record Key(long epochNanos, List<String> tags) {}
}
