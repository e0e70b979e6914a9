package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.curbline.program.http.Period;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.store.Column.Tag;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.place.AreaPlaces;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Moves;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.usage.UsageTally.Group;

/**
 * Reads the sketches of devices that a question is about: those that are merged already where there are, of whole weeks
 * if the question takes weeks as a whole, and the kiosks' own for the rest. A sketch is of the day, by the city's
 * clocks, that ends with it. One question at a time: what is merged takes some megabytes each. Blocking.
 */
final class ClientReading {
    /** Of some kilobytes each, and of kiosks' own a tenth of that. */
    private static final int PAGE = 500;

    private static final int PAGE_OF_KIOSKS = 5_000;
    /** A store is asked for so many by their names, and otherwise for all. */
    private static final int MOST_NAMED = 64;
    /** A kiosk ends its sketch when its day ends. */
    private static final Duration END = Duration.ofMillis(1);

    private final PointReader reader;
    private final KioskRegistry registry;
    private final ZoneId cityZone;

    ClientReading(PointReader reader, KioskRegistry registry, ZoneId cityZone) {
        this.reader = reader;
        this.registry = registry;
        this.cityZone = cityZone;
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    synchronized void read(UsageRequest request, Period period, Coverage coverage, UsageTally tally) {
        Reading reading = new Reading(request, period, new Days(cityZone), tally);
        boolean merged = coverage.days().areOf(cityZone) && !request.isOfKiosks();
        for (Stretch stretch : stretches(request, period, merged ? coverage : Coverage.NONE)) {
            switch (stretch.grain) {
                case KIOSKS -> reading.kiosks(stretch, Set.of());
                case DAYS, WEEKS -> reading.merged(stretch, coverage);
            }
        }
    }

    /** In the order of time: sketches of one week are merged with each other only. */
    private List<Stretch> stretches(UsageRequest request, Period period, Coverage coverage) {
        Days days = new Days(cityZone);
        List<Stretch> stretches = new ArrayList<>();
        Instant day = days.begin(period.from());
        while (day.isBefore(period.to())) {
            Instant next = days.begin(day, 1);
            Instant week = days.begin(day, 7);
            if (request.takesWeeksWhole(cityZone) && isWholeWeek(day, week, days, period, coverage)) {
                add(stretches, new Stretch(Grain.WEEKS, day, week));
                next = week;
            } else if (coverage.hasMerged(day) && ends(period, next)) {
                add(stretches, new Stretch(Grain.DAYS, day, next));
            } else {
                Instant from = day.isBefore(period.from()) ? period.from() : day;
                add(stretches, new Stretch(Grain.KIOSKS, from, earlier(next, period.to())));
            }
            day = next;
        }
        return stretches;
    }

    private static boolean isWholeWeek(Instant day, Instant end, Days days, Period period, Coverage coverage) {
        if (!days.sunday(day).equals(day) || day.isBefore(period.from()) || end.isAfter(period.to())) {
            return false;
        }
        for (Instant each = day; each.isBefore(end); each = days.begin(each, 1)) {
            if (!coverage.hasMerged(each)) {
                return false;
            }
        }
        return true;
    }

    private static boolean ends(Period period, Instant next) {
        Instant end = next.minus(END);
        return !end.isBefore(period.from()) && end.isBefore(period.to());
    }

    private static void add(List<Stretch> stretches, Stretch next) {
        Stretch last = stretches.isEmpty() ? null : stretches.get(stretches.size() - 1);
        if (last != null && last.grain == next.grain) {
            stretches.set(stretches.size() - 1, new Stretch(last.grain, last.from, next.to));
        } else {
            stretches.add(next);
        }
    }

    /** What is asked of which sketches. */
    private enum Grain {
        KIOSKS,
        DAYS,
        WEEKS
    }

    private record Stretch(Grain grain, Instant from, Instant to) {}

    /** One question, read in the order of time. */
    private final class Reading {
        private final UsageRequest request;
        private final Period period;
        private final Days days;
        private final UsageTally tally;
        private Instant week = Instant.MIN;

        Reading(UsageRequest request, Period period, Days days, UsageTally tally) {
            this.request = request;
            this.period = period;
            this.days = days;
            this.tally = tally;
        }

        /** @param only these; empty means every one */
        void kiosks(Stretch stretch, Set<String> only) {
            Set<String> named = request.filter().kiosks();
            Set<String> meant = meant(stretch, only.isEmpty() ? named : only);
            if (isOfKnownPlaces() && meant.isEmpty()) {
                return;
            }
            ask(Measurement.CLIENTS, stretch, Columns.KIOSK, meant, point -> {
                String kiosk = text(point, Columns.KIOSK.name());
                boolean asked = (named.isEmpty() || named.contains(kiosk)) && (only.isEmpty() || only.contains(kiosk));
                Instant at = at(point);
                Places places = KioskPlaces.at(at, registry);
                if (asked && request.filter().takes(kiosk, places)) {
                    add(point, kiosk, places, at, 1, Columns.SALT.name());
                }
            });
        }

        void merged(Stretch stretch, Coverage coverage) {
            boolean weeks = stretch.grain == Grain.WEEKS;
            if (!request.isByPlace()) {
                ask(
                        weeks ? Measurement.CLIENTS_WEEK : Measurement.CLIENTS_DAY,
                        stretch,
                        Columns.AREA,
                        Set.of(),
                        point -> add(point, "", KioskPlaces.at(stretch.from, registry)));
                return;
            }
            AreaPlaces all = AreaPlaces.within(stretch.from, stretch.to, registry);
            Measurement ofAreas = weeks ? Measurement.CLIENTS_AREA_WEEK : Measurement.CLIENTS_AREA_DAY;
            if (all.kiosksApart().isEmpty()) {
                areas(ofAreas, stretch, all, false);
                return;
            }
            Instant begin = stretch.from;
            while (begin.isBefore(stretch.to)) { // week by week, as two kinds are read of each
                Instant next = earlier(days.begin(days.sunday(begin), 7), stretch.to);
                boolean gone = begin.isBefore(coverage.reach());
                Stretch part =
                        new Stretch(stretch.grain, begin, gone && !weeks ? earlier(next, coverage.reach()) : next);
                AreaPlaces places = AreaPlaces.within(part.from, part.to, registry);
                areas(ofAreas, part, places, gone);
                if (!gone) {
                    kiosks(part, places.kiosksApart());
                }
                begin = part.to;
            }
        }

        /**
         * @param gone whether kiosks' own sketches are: then nobody can tell where an area's devices were, if it has
         *     several places
         */
        private void areas(Measurement measurement, Stretch stretch, AreaPlaces places, boolean gone) {
            Set<String> meant = isOfKnownPlaces()
                    ? places.areas().stream()
                            .filter(area ->
                                    places.isOnePlace(area) && request.filter().takes(area, places))
                            .collect(Collectors.toSet())
                    : Set.of();
            if (isOfKnownPlaces() && meant.isEmpty()) {
                return;
            }
            ask(measurement, stretch, Columns.AREA, meant, point -> {
                String area = text(point, Columns.AREA.name());
                boolean one = places.isOnePlace(area);
                String placed = one ? area : "";
                if ((one || gone) && request.filter().takes(placed, places)) {
                    add(point, placed, places);
                }
            });
        }

        /** Whether only places are meant that the registry has: else it may be anybody who sends something. */
        private boolean isOfKnownPlaces() {
            UsageFilter filter = request.filter();
            return filter.isByPlace()
                    && !filter.boroughs().contains(Places.UNKNOWN)
                    && !filter.districts().contains(Places.UNKNOWN);
        }

        /**
         * Who may have stood where it is meant.
         *
         * @param among empty for everybody, likewise what is returned
         */
        private Set<String> meant(Stretch stretch, Set<String> among) {
            if (!isOfKnownPlaces()) {
                return among;
            }
            UsageFilter filter = request.filter();
            Places before = KioskPlaces.at(stretch.from, registry);
            Places after = KioskPlaces.before(stretch.to, registry);
            Set<String> moved = Moves.within(stretch.from, stretch.to, registry).kiosks();
            return registry.all().stream()
                    .map(Kiosk::id)
                    .filter(kiosk -> among.isEmpty() || among.contains(kiosk))
                    .filter(kiosk -> moved.contains(kiosk) || filter.takes(kiosk, before) || filter.takes(kiosk, after))
                    .collect(Collectors.toSet());
        }

        /** @param named only series of these; all if there are none, or many, of which others are passed over later */
        private void ask(
                Measurement measurement, Stretch stretch, Tag tag, Set<String> named, Consumer<StoredPoint> consumer) {
            boolean isOfFew = !named.isEmpty() && named.size() <= MOST_NAMED;
            reader.forEach(
                    new PointsQuestion(
                            measurement,
                            stretch.from,
                            stretch.to,
                            "",
                            -1,
                            measurement == Measurement.CLIENTS ? PAGE_OF_KIOSKS : PAGE,
                            isOfFew ? Map.of(tag, named) : Map.of(),
                            measurement.fields()),
                    consumer);
        }

        /** A merged one, of a day or a week. */
        private void add(StoredPoint point, String area, Places places) {
            boolean mine = text(point, Columns.ZONE.name()).equals(cityZone.getId());
            if (mine && point.values().get(Columns.USES.name()) instanceof Long sketches) {
                Instant end = days.begin(at(point), 1).minus(END);
                add(point, area, places, end, sketches, Columns.HASHED.name());
            }
        }

        private void add(StoredPoint point, String id, Places places, Instant at, long sketches, String salt) {
            Instant sunday = days.sunday(at);
            if (!sunday.equals(week)) {
                tally.endWeekOfClients();
                week = sunday;
            }
            tally.addClients(group(id, places, at), text(point, salt), sketches, text(point, Columns.SKETCH.name()));
        }

        private Group group(String id, Places places, Instant at) {
            Bucket bucket = request.grouping().bucket();
            return new Group(
                    UsedService.WIFI,
                    switch (request.grouping().by()) {
                        case KIOSK -> id;
                        case BOROUGH -> places.borough(id);
                        case DISTRICT -> places.district(id);
                        case WEEKDAY ->
                            Integer.toString(
                                    at.atZone(period.zone()).getDayOfWeek().getValue());
                        case NOTHING, KIND, HOUR_OF_DAY -> "";
                    },
                    bucket == null ? null : bucket.start(at, period.zone()));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant at(StoredPoint point) {
        return Instant.ofEpochSecond(0, point.epochNanos());
    }

    private static String text(StoredPoint point, String column) {
        return String.valueOf(point.values().getOrDefault(column, ""));
    }
}
