package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.telemetry.rollup.Coverage;
import org.jspecify.annotations.Nullable;

/**
 * Since when the store tells of any use. Of the time before nobody knows whether there was none, or nothing that told
 * of it, or what there was is kept no longer. Any thread; blocking.
 */
final class FirstUse {
    /** A fleet's first hours are rolled up one by one, and late ones come before them. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private static final List<Measurement> HOURS = List.of(Measurement.USAGE_CITY_HOUR, Measurement.USAGE_AREA_HOUR);

    private static final List<Measurement> POINTS =
            UsedService.used().stream().map(UsedService::measurement).toList();

    private final PointReader reader;
    private final InstantSource clock;
    private volatile @Nullable Found found;

    FirstUse(PointReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /**
     * The hour it was in, or the moment, if that hour is not rolled up yet; none if nothing is known.
     *
     * @param coverage how far points are rolled up: the latest first
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    Optional<Instant> at(Coverage coverage) {
        Found known = found;
        Instant now = clock.instant();
        if (known != null && now.isBefore(known.asked.plus(KEPT))) {
            return Optional.of(known.first);
        }
        Optional<Instant> hour = first(HOURS, now);
        Optional<Instant> first = hour.isPresent() && coverage.isOfAllPoints()
                ? hour
                : Stream.concat(hour.stream(), first(POINTS, now).stream()).min(Comparator.naturalOrder());
        first.ifPresent(moment -> found = new Found(moment, now));
        return first;
    }

    private Optional<Instant> first(List<Measurement> measurements, Instant now) {
        return measurements.stream()
                .map(each -> new PointsQuestion(each, Instant.EPOCH, now, "", -1, 1))
                .flatMap(question -> reader.points(question).stream())
                .map(point -> Instant.ofEpochSecond(0, point.epochNanos()).truncatedTo(ChronoUnit.SECONDS))
                .min(Comparator.naturalOrder());
    }

    private record Found(Instant first, Instant asked) {}
}
