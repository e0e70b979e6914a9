package org.curbline.telemetry.availability;

import java.time.Instant;
import java.util.List;

/**
 * How services worked: a row for each service, key and bucket; services in their order, keys in theirs.
 *
 * @param knownSince before it nothing is known of any kiosk; {@link Instant#MAX} if nothing is known at all
 * @param asOf what was stored before is counted
 */
public record AvailabilityAnswer(AvailabilityRequest request, Instant knownSince, List<Row> rows, Instant asOf) {
    /** Whether it is about a time of which, in part at least, nothing is known. */
    public boolean isKnownInPart() {
        return knownSince.isAfter(request.period().from());
    }

    /**
     * One service of one group in one bucket.
     *
     * @param key kiosk, borough or district; {@code fleet} for all
     */
    public record Row(String service, String key, Instant from, Instant to, Availability counted) {}
}
