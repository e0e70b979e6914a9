package org.curbline.protocol.wire;

import java.time.Duration;

/**
 * What the codec accepts at most.
 *
 * @param maxPayloadBytes bytes in one message
 * @param maxBatchEvents events in one message
 * @param maxNesting depth of objects and arrays; the array of a batch counts as one
 * @param maxStringLength characters in a string or field name
 * @param maxClockAhead how far {@code at} may lie in the future
 * @param maxAge how old {@code at} may be; not more than the store's retention
 */
public record ProtocolLimits(
        int maxPayloadBytes,
        int maxBatchEvents,
        int maxNesting,
        int maxStringLength,
        Duration maxClockAhead,
        Duration maxAge) {
    /**
     * 256 KiB, 1,000 events, 4 levels, 256 characters, 5 minutes ahead, 60 days back (New York's rule for technical
     * data).
     */
    public static final ProtocolLimits DEFAULT =
            new ProtocolLimits(256 * 1024, 1_000, 4, 256, Duration.ofMinutes(5), Duration.ofDays(60));

    /** The same, but for events as old as this. */
    public ProtocolLimits withMaxAge(Duration age) {
        return new ProtocolLimits(maxPayloadBytes, maxBatchEvents, maxNesting, maxStringLength, maxClockAhead, age);
    }
}
