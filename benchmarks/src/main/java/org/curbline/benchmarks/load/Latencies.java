package org.curbline.benchmarks.load;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** How long acknowledgements took. One thread. */
final class Latencies {
    private final Histogram nanos = new Histogram(1_000, 600_000_000_000L, 3);
    private long refused;

    void acknowledged(long tookNanos) {
        nanos.recordValue(Math.min(600_000_000_000L, Math.max(1_000, tookNanos)));
    }

    void refused() {
        refused++;
    }

    void clear() {
        nanos.reset();
        refused = 0;
    }

    long count() {
        return nanos.getTotalCount();
    }

    /** What {@link LoadResult#parse} reads. */
    String line(long events, long tookNanos) {
        return String.format(
                Locale.ROOT,
                "%d %d %d %.3f %.3f %.3f %d",
                count(),
                events,
                tookNanos,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6,
                refused);
    }
}
