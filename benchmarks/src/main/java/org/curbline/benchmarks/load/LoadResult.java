package org.curbline.benchmarks.load;

import java.time.Duration;

/**
 * What became of a load.
 *
 * @param messages that were acknowledged
 * @param events in them
 * @param took from the first publish to the last acknowledgement
 * @param p50Millis publish to acknowledgement, the median
 * @param p99Millis publish to acknowledgement, of a hundred the slowest but one
 * @param refused messages whose acknowledgement said no
 */
public record LoadResult(
        long messages, long events, Duration took, double p50Millis, double p99Millis, double maxMillis, long refused) {
    /** Reads what a load generator has answered. */
    public static LoadResult parse(String answer) {
        String[] words = answer.split(" ", -1);
        return new LoadResult(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Duration.ofNanos(Long.parseLong(words[2])),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]),
                Double.parseDouble(words[5]),
                Long.parseLong(words[6]));
    }
}
