package org.curbline.telemetry.rollup;

import java.util.ArrayList;
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

    void write(PointWriter writer, Measurement measurement, RolledUse use, String zone) throws InterruptedException {
        RollupWriter made = new RollupWriter(writer);
        sums.forEach((key, sum) -> {
            List<Long> uses = new ArrayList<>(sum.length);
            for (long each : sum) {
                uses.add(each);
            }
            made.add(measurement, use, key.tags, zone, key.epochNanos, uses);
        });
        made.write();
    }

    private record Key(long epochNanos, List<String> tags) {}
}
