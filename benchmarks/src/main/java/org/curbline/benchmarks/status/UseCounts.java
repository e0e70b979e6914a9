package org.curbline.benchmarks.status;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.curbline.store.Measurement;

/** How often each kiosk was used in each hour, and how often in vain. Not thread-safe. */
final class UseCounts {
    private static final long HOUR = Duration.ofHours(1).toMillis();

    private final Map<Measurement, Map<String, OfKiosk>> uses = new HashMap<>();

    /** @param empty whether the use carried nothing */
    void add(Measurement measurement, String kiosk, long at, boolean empty) {
        OfKiosk counts = uses.computeIfAbsent(measurement, none -> new HashMap<>())
                .computeIfAbsent(kiosk, none -> new OfKiosk());
        counts.last = Math.max(counts.last, at);
        int[] hour = counts.hours.computeIfAbsent(Math.floorDiv(at, HOUR), none -> new int[2]);
        hour[0]++;
        hour[1] += empty ? 1 : 0;
    }

    /**
     * Hands over the counts of hours with a use.
     *
     * @param from at the beginning of an hour
     */
    void hourly(Measurement measurement, Instant from, Instant to, boolean emptyOnly, Visitor visitor) {
        long first = Math.floorDiv(from.toEpochMilli(), HOUR);
        long end = Math.floorDiv(to.toEpochMilli() + HOUR - 1, HOUR);
        uses.getOrDefault(measurement, Map.of()).forEach((kiosk, counts) -> {
            for (long hour = first; hour < end; hour++) {
                int[] count = counts.hours.get(hour);
                int number = count == null ? 0 : count[emptyOnly ? 1 : 0];
                if (number > 0) {
                    visitor.used(kiosk, (int) (hour - first), number);
                }
            }
        });
    }

    /** When each kiosk was used last. */
    void last(Measurement measurement, Instant since, LastVisitor visitor) {
        uses.getOrDefault(measurement, Map.of()).forEach((kiosk, counts) -> {
            if (counts.last >= since.toEpochMilli()) {
                visitor.used(kiosk, counts.last);
            }
        });
    }

    /** Takes one hour's count. */
    interface Visitor {
        /** @param hour counted from the beginning */
        void used(String kiosk, int hour, int count);
    }

    /** Takes one kiosk's last use. */
    interface LastVisitor {
        void used(String kiosk, long atMillis);
    }

    private static final class OfKiosk {
        private final Map<Long, int[]> hours = new HashMap<>();
        private long last = Long.MIN_VALUE;
    }
}
