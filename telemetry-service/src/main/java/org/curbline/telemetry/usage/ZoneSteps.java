package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.curbline.store.PointReader.Step;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.usage.UsageRequest.Grouping;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store, which knows no time zones, for the hours and days of one: between two changes of a zone's clocks all
 * hours and days are of equal length, so each stretch of time between them is asked for apart.
 *
 * @param length of a step; null if what is asked for is not grouped by time
 */
record ZoneSteps(@Nullable ChronoUnit length, ZoneId zone) {
    static ZoneSteps of(Grouping grouping, ZoneId zone) {
        if (!grouping.isByTime()) {
            return new ZoneSteps(null, zone);
        }
        return new ZoneSteps(grouping.isByHours() ? ChronoUnit.HOURS : ChronoUnit.DAYS, zone);
    }

    /** Whether every step is made of whole hours as they are rolled up. */
    boolean fitHours(Days days, Instant from, Instant to) {
        return stretches(from, to).stream()
                .allMatch(stretch -> stretch.step == null || days.beginsHour(stretch.step.origin()));
    }

    /** A time between two changes of the clocks each, in their order. */
    List<Stretch> stretches(Instant from, Instant to) {
        if (length == null) {
            return List.of(new Stretch(from, to, ZoneOffset.UTC, null));
        }
        List<Stretch> stretches = new ArrayList<>();
        Instant begin = from;
        while (begin.isBefore(to)) {
            ZoneOffsetTransition change = zone.getRules().nextTransition(begin);
            Instant end = change == null || change.getInstant().isAfter(to) ? to : change.getInstant();
            ZoneOffset offset = zone.getRules().getOffset(begin);
            Instant origin = begin.atOffset(offset).truncatedTo(length).toInstant();
            stretches.add(new Stretch(begin, end, offset, new Step(origin, Duration.of(1, length))));
            begin = end;
        }
        return stretches;
    }

    /** @param step null if it is not grouped by time */
    record Stretch(Instant from, Instant to, ZoneOffset offset, @Nullable Step step) {
        /** When the bucket begins that a step is in: a step may begin before the clocks were changed. */
        Instant start(Bucket bucket, long epochNanos, ZoneId zone) {
            OffsetDateTime begin = at(epochNanos);
            Instant within = begin.toInstant().isBefore(from) ? from : begin.toInstant();
            return bucket.start(within, zone);
        }

        /** Such as {@code 07}, so that they are in their order. */
        String hourOfDay(long epochNanos) {
            return String.format(Locale.ROOT, "%02d", at(epochNanos).getHour());
        }

        /** From 1, Monday, to 7. */
        String weekday(long epochNanos) {
            return Integer.toString(at(epochNanos).getDayOfWeek().getValue());
        }

        private OffsetDateTime at(long epochNanos) {
            return Instant.ofEpochSecond(0, epochNanos).atOffset(offset);
        }
    }
}
