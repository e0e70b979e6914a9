package org.curbline.telemetry.availability;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How services worked: a row for each service, key and bucket; services in their order, keys in theirs.
 *
 * @param knownSince before it nothing is known of any kiosk; {@link Instant#MAX} if nothing is known at all
 * @param asOf what was stored before is counted
 */
public record AvailabilityAnswer(AvailabilityRequest request, Instant knownSince, List<Row> rows, Instant asOf) {
    /** The same, with another answer's rows beside its own. */
    AvailabilityAnswer comparedWith(AvailabilityRequest.Compared compared, AvailabilityAnswer before) {
        List<Row> joined = new ComparedRows(request, compared, before.rows).beside(rows);
        return new AvailabilityAnswer(request, knownSince, joined, before.asOf.isBefore(asOf) ? before.asOf : asOf);
    }

    /** Whether it is about a time of which, in part at least, nothing is known. */
    public boolean isKnownInPart() {
        return knownSince.isAfter(request.period().from());
    }

    /**
     * One service of one group in one bucket.
     *
     * @param key kiosk, borough or district; {@code fleet} for all
     * @param previous what it is compared with; null without a comparison, or if there was no such time or nothing then
     */
    public record Row(
            String service, String key, Instant from, Instant to, Availability counted, @Nullable Row previous) {
        Row(String service, String key, Instant from, Instant to, Availability counted) {
            this(service, key, from, to, counted, null);
        }

        Row comparedWith(@Nullable Row before) {
            return new Row(service, key, from, to, counted, before);
        }
    }
}
