package org.curbline.telemetry.usage;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Comparison;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.place.Places;
import org.jspecify.annotations.Nullable;

/**
 * A question about use, as asked.
 *
 * @param measures what is told, in the order of answers
 * @param top only so many keys of each service, those with the most; 0 for all
 * @param comparison null for none
 */
public record UsageRequest(
        List<UsedService> services,
        Period period,
        Grouping grouping,
        UsageFilter filter,
        List<Measure> measures,
        int top,
        @Nullable Comparison comparison) {
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final Duration LONGEST_BY_HOURS = Duration.ofDays(93);
    private static final Duration LONGEST_OF_CLIENTS = Duration.ofDays(62);

    /** @throws org.curbline.program.http.ProblemException naming the parameter that cannot be accepted */
    public static UsageRequest of(Parameters given, InstantSource clock, Reckoning reckoning) {
        Set<UsedService> asked = new LinkedHashSet<>();
        given.texts("service").forEach(word -> asked.add(UsedService.of(word)));
        Period period = Period.today(given, clock, reckoning.zone());
        Grouping grouping = Grouping.of(given, reckoning.weekStart());
        Duration longest = grouping.isByHours() ? LONGEST_BY_HOURS : LONGEST;
        if (period.length().compareTo(longest) > 0) {
            throw Problem.badParameter(
                            given.text("bucket").isPresent() ? "bucket" : "by",
                            "From " + period.from() + " to " + period.to() + " is too long"
                                    + (grouping.isByHours() ? " by hours" : "") + ": at most " + longest.toDays()
                                    + " days.")
                    .asException();
        }
        Set<Measure> measures = EnumSet.noneOf(Measure.class);
        given.texts("measure").forEach(word -> measures.add(Measure.of(word)));
        int top = given.whole("top").orElse(0L).intValue();
        if (top > 0 && grouping.by() == By.NOTHING) {
            throw Problem.badParameter("top", "top needs by: the most of what?").asException();
        }
        List<Measure> told = measures.isEmpty() ? Measure.usual() : List.copyOf(measures);
        List<UsedService> services = telling(asked.isEmpty() ? UsedService.used() : List.copyOf(asked), told);
        UsageFilter filter = UsageFilter.of(given);
        checkKinds(services, filter.kinds());
        if (measures.contains(Measure.CLIENTS)) {
            checkClients(grouping, filter, period);
        }
        return new UsageRequest(
                services,
                period,
                grouping,
                filter,
                told,
                top,
                given.text("compare").map(Comparison::of).orElse(null));
    }

    /** The same of another time. */
    UsageRequest of(Period other) {
        return new UsageRequest(services, other, grouping, filter, measures, top, comparison);
    }

    /** Those of which any of the measures can be told. */
    private static List<UsedService> telling(List<UsedService> asked, List<Measure> measures) {
        List<UsedService> telling = asked.stream()
                .filter(service -> measures.stream().anyMatch(measure -> measure.isOf(service)))
                .toList();
        if (telling.isEmpty()) {
            throw Problem.badParameter(
                            "measure",
                            "Of " + words(asked.stream().map(UsedService::word)) + " there is no "
                                    + words(measures.stream().map(Measure::word)) + ".")
                    .asException();
        }
        return telling;
    }

    private static void checkKinds(List<UsedService> services, Set<String> kinds) {
        Set<String> known = new LinkedHashSet<>();
        services.forEach(service -> known.addAll(service.kinds()));
        Set<String> unknown = new TreeSet<>(kinds);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw Problem.badParameter(
                            "kind",
                            "Of " + words(services.stream().map(UsedService::word)) + " there is no kind "
                                    + String.join(", ", unknown) + "; there are " + String.join(", ", known) + ".")
                    .asException();
        }
    }

    private static String words(Stream<String> words) {
        return words.collect(Collectors.joining(", "));
    }

    private static void checkClients(Grouping grouping, UsageFilter filter, Period period) {
        String word = Measure.CLIENTS.word();
        boolean byKind = grouping.by() == By.KIND || !filter.kinds().isEmpty();
        if (grouping.isByHours() || byKind) {
            throw Problem.badParameter("measure", word + " is counted by the day, and not by the hour or by kind.")
                    .asException();
        }
        boolean ofKiosks = grouping.by() == By.KIOSK || !filter.kiosks().isEmpty();
        if (ofKiosks && period.length().compareTo(LONGEST_OF_CLIENTS) > 0) {
            throw Problem.badParameter(
                            "measure",
                            word + " of single kiosks can be told of " + LONGEST_OF_CLIENTS.toDays() + " days.")
                    .asException();
        }
    }

    /** Whether it names kiosks or has a row for each. */
    boolean isOfKiosks() {
        return grouping.by == By.KIOSK || !filter.kiosks().isEmpty();
    }

    /** Whether it asks where, so that it matters where kiosks stand. */
    boolean isByPlace() {
        return grouping.by == By.BOROUGH || grouping.by == By.DISTRICT || filter.isByPlace();
    }

    /** Whether it asks in which district. */
    boolean isByDistrict() {
        return grouping.by == By.DISTRICT || !filter.districts().isEmpty();
    }

    /** Whether no row parts the days of a week, from Sunday on by a zone's clocks. */
    boolean takesWeeksWhole(ZoneId zone) {
        Bucket bucket = grouping.bucket;
        boolean sundays = bucket != null
                && bucket.equals(Bucket.week(DayOfWeek.SUNDAY))
                && period.zone().getRules().equals(zone.getRules());
        return grouping.by != By.WEEKDAY && (bucket == null || sundays);
    }

    /** Whether sketches of devices are to be read. */
    boolean asksForClients() {
        return measures.contains(Measure.CLIENTS) && services.contains(UsedService.WIFI);
    }

    /**
     * What an answer has a row for, within each service.
     *
     * @param bucket null if the period is not cut
     */
    public record Grouping(By by, @Nullable Bucket bucket) {
        /** {@code by=hour} and {@code by=day} are older words for buckets. */
        static Grouping of(Parameters given, DayOfWeek weekStart) {
            String by = given.text("by").orElse("");
            Bucket bucket =
                    given.text("bucket").map(word -> Bucket.of(word, weekStart)).orElse(null);
            if (!by.equals("hour") && !by.equals("day")) {
                return new Grouping(By.of(by), bucket);
            }
            Bucket meant = Bucket.of(by, weekStart);
            if (bucket != null && !bucket.equals(meant)) {
                throw Problem.badParameter("by", "by=" + by + " is bucket=" + by + ", and bucket says otherwise.")
                        .asException();
            }
            return new Grouping(By.NOTHING, meant);
        }

        boolean isByHours() {
            return Bucket.HOUR.equals(bucket) || by == By.HOUR_OF_DAY;
        }

        boolean isByTime() {
            return bucket != null || by == By.HOUR_OF_DAY || by == By.WEEKDAY;
        }
    }

    /** What a row's key is. */
    public enum By {
        NOTHING("", ""),
        KIOSK("kiosk", "kiosk"),
        /** Places are joined when reading: the store knows kiosks only. */
        BOROUGH("borough", "borough"),
        DISTRICT("district", "district"),
        KIND("kind", "kind"),
        HOUR_OF_DAY("hour-of-day", "hourOfDay"),
        WEEKDAY("weekday", "weekday");

        private final String word;
        private final String key;

        By(String word, String key) {
            this.word = word;
            this.key = key;
        }

        static By of(String word) {
            return Arrays.stream(values())
                    .filter(by -> by.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }

        /** Its name in requests; empty when there is none. */
        public String word() {
            return word;
        }

        /** What a row's key is called in an answer; empty when there is none. */
        public String key() {
            return key;
        }

        boolean isOfKiosks() {
            return this == KIOSK || this == BOROUGH || this == DISTRICT;
        }

        /** What a row is called for where something stands, as far as it is; else nothing. */
        String place(String id, Places places) {
            return switch (this) {
                case KIOSK -> id;
                case BOROUGH -> places.borough(id);
                case DISTRICT -> places.district(id);
                case NOTHING, KIND, WEEKDAY, HOUR_OF_DAY -> "";
            };
        }
    }
}
