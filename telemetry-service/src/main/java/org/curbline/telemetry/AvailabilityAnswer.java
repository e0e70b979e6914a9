package org.curbline.telemetry;

import java.time.Instant;
import java.util.List;

/** How services worked: a row for each service, key and bucket; services in their order, keys in theirs. */
record AvailabilityAnswer(AvailabilityRequest request, List<Row> rows) {
    /**
     * One service of one group in one bucket.
     *
     * @param key kiosk, borough or district; {@code fleet} for all
     */
    record Row(String service, String key, Instant from, Instant to, Availability counted) {}
}
