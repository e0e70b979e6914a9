package org.curbline.telemetry.usage;

import java.time.Instant;
import java.util.List;
import org.curbline.store.Column.Whole;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.rollup.RolledUse;
import org.jspecify.annotations.Nullable;

/**
 * What was used: a row for each service, key and bucket that has any, services in their order, then keys, then times.
 *
 * @param asOf what was stored before is counted
 * @param finalUntil nothing before it can change any more
 * @param comparedSince before it no use is known of the time it is compared with; null if it is of all that time, or
 *     there is no comparison
 */
public record UsageAnswer(
        UsageRequest request, List<Row> rows, Instant asOf, Instant finalUntil, @Nullable Instant comparedSince) {
    /**
     * @param key kiosk, borough, district, kind, hour of the day or weekday; empty when it is not grouped by one
     * @param start when the bucket begins; null without buckets
     * @param previous what it is compared with; null without a comparison
     */
    public record Row(UsedService service, String key, @Nullable Instant start, Used used, @Nullable Used previous) {}

    /**
     * Counts and sums.
     *
     * @param count how many sessions or calls
     * @param sums of {@link RolledUse#SUMMED}, in that order
     * @param clients null if it was not asked for, or cannot be told
     */
    public record Used(long count, List<Long> sums, @Nullable DeviceCount clients) {
        public static final Used NOTHING =
                new Used(0, RolledUse.SUMMED.stream().map(column -> 0L).toList(), null);

        public long sum(Whole column) {
            return sums.get(RolledUse.SUMMED.indexOf(column));
        }
    }
}
