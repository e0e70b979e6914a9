package org.curbline.telemetry.availability;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Comparison;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.usage.UsageFilter;
import org.jspecify.annotations.Nullable;

/**
 * A question about availability, as asked.
 *
 * @param services words
 * @param period ends now at the latest: what comes is not known
 * @param bucket null if there is one for the whole period
 * @param filter only these kiosks, and only those in these places
 * @param compared null for no comparison
 */
public record AvailabilityRequest(
        Set<String> services,
        Period period,
        By by,
        @Nullable Bucket bucket,
        double target,
        UsageFilter filter,
        @Nullable Compared compared) {
    private static final int LONGEST_DAYS = 400;

    /** Without a comparison. */
    public AvailabilityRequest(
            Set<String> services, Period period, By by, @Nullable Bucket bucket, double target, UsageFilter filter) {
        this(services, period, by, bucket, target, filter, null);
    }

    /** @throws org.curbline.program.http.ProblemException naming the parameter that cannot be accepted */
    public static AvailabilityRequest of(Parameters given, InstantSource clock, Reckoning reckoning) {
        Period asked = Period.today(given, clock, reckoning.zone());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!asked.from().isBefore(now)) {
            throw Problem.badParameter("from", "from (" + asked.from() + ") is not over yet: it is " + now + '.')
                    .asException();
        }
        if (asked.length().toDays() > LONGEST_DAYS) {
            throw Problem.badParameter("from", "At most " + LONGEST_DAYS + " days at once.")
                    .asException();
        }
        return new AvailabilityRequest(
                Collections.unmodifiableSet(new LinkedHashSet<>(given.texts("service"))),
                untilNow(asked, now),
                given.text("by")
                        .map(word -> By.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(By.FLEET),
                given.text("bucket")
                        .map(word -> Bucket.of(word, reckoning.weekStart()))
                        .orElse(null),
                given.number("target").orElse(reckoning.target()),
                UsageFilter.of(given),
                given.text("compare")
                        .map(Comparison::of)
                        .map(with -> new Compared(with, untilNow(with.of(asked), now)))
                        .orElse(null));
    }

    private static Period untilNow(Period period, Instant now) {
        return new Period(period.from(), period.to().isAfter(now) ? now : period.to(), period.zone());
    }

    /** The same of another time, which is compared with nothing. */
    AvailabilityRequest during(Period other) {
        return new AvailabilityRequest(services, other, by, bucket, target, filter);
    }

    /** Where the buckets begin, and at the end where the last one ends. */
    List<Instant> edges() {
        List<Instant> edges = new ArrayList<>();
        edges.add(period.from());
        if (bucket != null) {
            Instant next = bucket.after(period.from(), period.zone());
            while (next.isBefore(period.to())) {
                edges.add(next);
                next = bucket.after(next, period.zone());
            }
        }
        edges.add(period.to());
        return edges;
    }

    /**
     * What a period is compared with.
     *
     * @param period what the whole time that was asked for is compared with, also what of it is still to come
     */
    public record Compared(Comparison with, Period period) {}

    /** What an answer has a row for, within each service. */
    public enum By {
        FLEET,
        BOROUGH,
        /** Community boards. */
        DISTRICT,
        KIOSK;

        /** Its name in requests, and what a row's key is called in an answer. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
