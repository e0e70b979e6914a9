package org.curbline.telemetry;

import java.util.List;
import java.util.SortedMap;

/** What was used: a row for each service and key that has any, services in their order, keys in theirs. */
record UsageAnswer(UsageRequest request, List<Row> rows) {
    /**
     * @param key kiosk, borough, or the beginning of the hour or day with the zone's offset; empty without grouping
     * @param count how many sessions or calls
     * @param sums by the store's column name
     */
    record Row(UsedService service, String key, long count, SortedMap<String, Long> sums) {}
}
