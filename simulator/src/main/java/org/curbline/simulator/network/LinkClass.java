package org.curbline.simulator.network;

import java.time.Duration;
import java.util.List;

/**
 * What a link is like, in real time and in each direction. The figures of the named ones are assumed.
 *
 * @param name a word, for the ledger
 * @param latency how long every byte takes at least
 * @param jitter how much longer at most, as likely as any less
 * @param loss the share of pieces that are lost; TCP sends them again, and what follows them waits
 * @param bytesPerSecond how much it carries
 * @param cutEvery how long a connection lasts on average until it is reset; zero for ever
 */
public record LinkClass(
        String name, Duration latency, Duration jitter, double loss, long bytesPerSecond, Duration cutEvery) {
    /** 3 ms, 100 Mbit/s, never lost. */
    public static final LinkClass FIBRE =
            new LinkClass("fibre", Duration.ofMillis(3), Duration.ofMillis(1), 0, 12_500_000, Duration.ZERO);
    /** 45 to 60 ms, 8 Mbit/s, two pieces of a thousand lost. */
    public static final LinkClass LTE =
            new LinkClass("lte", Duration.ofMillis(45), Duration.ofMillis(15), 0.002, 1_000_000, Duration.ofHours(12));
    /** 180 to 300 ms, 128 kbit/s, three pieces of a hundred lost, a new connection every twenty minutes. */
    public static final LinkClass POOR_LTE = new LinkClass(
            "poor-lte", Duration.ofMillis(180), Duration.ofMillis(120), 0.03, 16_000, Duration.ofMinutes(20));

    /** Those that have a name. */
    public static final List<LinkClass> NAMED = List.of(FIBRE, LTE, POOR_LTE);

    /** What is lost again and again is through after so long. */
    static final Duration LONGEST_STALL = Duration.ofSeconds(3);

    public LinkClass {
        if (latency.isNegative() || jitter.isNegative() || !(loss >= 0) || loss > 1 || bytesPerSecond < 1) {
            throw new IllegalArgumentException("There is no link like " + name);
        }
    }

    /** How much later than over no link at all something may arrive, a new connection included. */
    public Duration lateAtMost() {
        return latency.plus(jitter).multipliedBy(4).plus(LONGEST_STALL.multipliedBy(2));
    }
}
