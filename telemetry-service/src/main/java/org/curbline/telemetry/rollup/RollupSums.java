package org.curbline.telemetry.rollup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.store.Measurement;
import org.curbline.store.PointWriter;

/** What is added up before it is written: of a day at most. One thread. */
final class RollupSums {
    private final Map<Key, long[]> sums = new HashMap<>();

    /** @param tags in the order of the measurement's own, without service and zone */
    void add(long epochNanos, List<String> tags, List<Long> uses) {
        long[] sum = sums.computeIfAbsent(new Key(epochNanos, tags), none -> new long[uses.size()]);
        for (int i = 0; i < sum.length; i++) {
            sum[i] = Math.addExact(sum[i], uses.get(i));
        }
    }

    /** The same, all times as one. */
    RollupSums at(long epochNanos) {
        RollupSums all = new RollupSums();
        sums.forEach((key, sum) ->
                all.add(epochNanos, key.tags, Arrays.stream(sum).boxed().toList()));
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
