package org.curbline.telemetry.usage;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
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
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.place.AreaPlaces;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Moves;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Days;
import org.curbline.telemetry.usage.RememberedDevices.Members;
import org.curbline.telemetry.usage.RememberedDevices.Merged;
import org.curbline.telemetry.usage.RememberedDevices.Told;
import org.curbline.telemetry.usage.SketchStretch.Grain;
import org.curbline.telemetry.usage.UsageRequest.By;
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

    /** Of more groups in a week a table is wanted, once. */
    private static final int MOST_OF_A_WEEK = 128;

    private final PointReader reader;
    private final KioskRegistry registry;
    private final InstantSource clock;
    private final ZoneId cityZone;
    private final Days days;
    private final RememberedDevices remembered = new RememberedDevices();

    ClientReading(PointReader reader, KioskRegistry registry, InstantSource clock, ZoneId cityZone) {
        this.reader = reader;
        this.registry = registry;
        this.clock = clock;
        this.cityZone = cityZone;
        this.days = new Days(cityZone);
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    void read(UsageRequest request, Period period, Coverage coverage, UsageTally tally) {
        read(request, period, coverage, tally, false);
    }

    /**
     * Likewise.
     *
     * @param anew whether nothing is told from memory, and all remembered
     */
    synchronized void read(UsageRequest request, Period period, Coverage coverage, UsageTally tally, boolean anew) {
        Reading reading = new Reading(request, period, tally, anew);
        boolean merged = coverage.days().areOf(cityZone) && !request.isOfKiosks();
        for (SketchStretch stretch : SketchStretch.of(request, period, merged ? coverage : Coverage.NONE, cityZone)) {
            if (stretch.grain() == Grain.KIOSKS) {
                reading.kiosks(stretch.from(), stretch.to(), Set.of());
            } else {
                reading.merged(stretch, coverage);
            }
        }
    }

    /** How many numbers are remembered; any thread. */
    int remembered() {
        return remembered.size();
    }

    /** Of how many sketches the city's days or weeks were merged, by their beginnings. */
    NavigableMap<Instant, Long> citysSketches(Measurement measurement, Instant from, Instant to) {
        NavigableMap<Instant, Long> sketches = new TreeMap<>();
        reader.forEach(
                new PointsQuestion(measurement, from, to, "", -1, PAGE_OF_KIOSKS, Map.of(), List.of(Columns.USES)),
                point -> {
                    if (isMine(point) && point.values().get(Columns.USES.name()) instanceof Long merged) {
                        sketches.merge(at(point), merged, Long::sum);
                    }
                });
        return sketches;
    }

    private boolean isMine(StoredPoint point) {
        return text(point, Columns.ZONE.name()).equals(cityZone.getId());
    }

    /** One question, read in the order of time. */
    private final class Reading {
        private final UsageRequest request;
        private final Period period;
        private final UsageTally tally;
        private final boolean anew;
        private final Instant now = clock.instant();
        /** Of which sketches were added last. */
        private Instant week = Instant.MIN;
        /** What is to be remembered of weeks, by their beginnings, as soon as they are read. */
        private final Map<Instant, Map<Group, Merged>> toRemember = new HashMap<>();

        private NavigableMap<Instant, Long> sketches = new TreeMap<>();

        /** @param anew whether nothing is answered from memory */
        Reading(UsageRequest request, Period period, UsageTally tally, boolean anew) {
            this.request = request;
            this.period = period;
            this.tally = tally;
            this.anew = anew;
        }

        /** @param only these; empty means every one */
        void kiosks(Instant from, Instant to, Set<String> only) {
            Set<String> named = request.filter().kiosks();
            Set<String> meant = meant(from, to, only.isEmpty() ? named : only);
            if (isOfKnownPlaces() && meant.isEmpty()) {
                return;
            }
            ask(Measurement.CLIENTS, from, to, Columns.KIOSK, meant, point -> {
                String kiosk = text(point, Columns.KIOSK.name());
                boolean asked = (named.isEmpty() || named.contains(kiosk)) && (only.isEmpty() || only.contains(kiosk));
                Instant at = at(point);
                Places places = KioskPlaces.at(at, registry);
                if (asked && request.filter().takes(kiosk, places)) {
                    Instant counted = only.isEmpty() ? at : end(days.begin(at)); // as with those of its area
                    add(point, kiosk, places, counted, 1, Columns.SALT.name());
                }
            });
        }

        void merged(SketchStretch stretch, Coverage coverage) {
            if (stretch.alone()) {
                sketches = citysSketches(all(stretch.grain()), stretch.from(), stretch.to());
            }
            List<SketchPart> lacking = new ArrayList<>();
            Map<String, Members> members = Map.of();
            SketchPart before = null;
            for (SketchPart part : SketchPart.of(stretch, request, coverage, days, registry)) {
                if (before == null || !before.isLike(part)) {
                    members = part.members(request, registry);
                }
                before = part;
                Instant sunday = days.sunday(part.from());
                boolean isSteady = part.alone() && !sunday.equals(week) && part.isSteady(registry);
                Map<Group, Merged> contents = isSteady ? contents(part, members) : Map.of();
                boolean isRemembered = contents.size() <= MOST_OF_A_WEEK
                        && contents.values().stream().anyMatch(this::isThere);
                Map<Group, Told> known = isRemembered && !anew ? known(contents) : Map.of();
                if (!known.isEmpty()) {
                    readTogether(lacking);
                    lacking.clear();
                    begin(sunday);
                    known.forEach(this::tell);
                    continue;
                }
                if (isRemembered) {
                    toRemember.put(sunday, contents);
                }
                lacking.add(part);
            }
            readTogether(lacking);
        }

        /** What every group is merged of. */
        private Map<Group, Merged> contents(SketchPart part, Map<String, Members> members) {
            Map<Group, Merged> contents = new HashMap<>();
            members.forEach((place, whose) -> {
                Map<Group, List<Instant>> units = new HashMap<>();
                Instant next;
                for (Instant unit = part.from(); unit.isBefore(part.to()); unit = next) {
                    next = days.begin(unit, part.grain() == Grain.WEEKS ? 7 : 1);
                    units.computeIfAbsent(group(place, end(unit)), none -> new ArrayList<>())
                            .add(unit);
                }
                units.forEach((group, some) -> contents.put(group, new Merged(part.grain(), some, whose)));
            });
            return contents;
        }

        /** Whether the city has a sketch of it: else nothing is to be remembered, of years before there was anybody. */
        private boolean isThere(Merged merged) {
            return merged.units().stream().anyMatch(sketches::containsKey);
        }

        /** What is remembered of all of them; nothing if it is not of one. */
        private Map<Group, Told> known(Map<Group, Merged> contents) {
            Map<Group, Told> known = new HashMap<>();
            contents.forEach((group, merged) -> {
                Told told = remembered.told(merged, sketches(merged), now);
                if (told != null) {
                    known.put(group, told);
                }
            });
            return known.size() == contents.size() ? known : Map.of();
        }

        private void tell(Group group, Told told) {
            if (told.isThere()) {
                tally.addWeekOfClients(group, told.devices());
            }
        }

        private List<Long> sketches(Merged merged) {
            return merged.units().stream()
                    .map(unit -> sketches.getOrDefault(unit, 0L))
                    .toList();
        }

        /** Reads parts, neighbours with one question. */
        private void readTogether(List<SketchPart> parts) {
            for (int i = 0; i < parts.size(); i++) {
                SketchPart first = parts.get(i);
                while (i + 1 < parts.size() && parts.get(i).isContinuedBy(parts.get(i + 1))) {
                    i++;
                }
                read(first, parts.get(i).to());
            }
            if (toRemember.containsKey(week)) {
                begin(Instant.MIN);
            }
            toRemember.values().stream()
                    .flatMap(contents -> contents.values().stream())
                    .forEach(
                            merged -> remembered.put(merged, new Told(now, sketches(merged), false, Optional.empty())));
            toRemember.clear();
        }

        private void read(SketchPart part, Instant to) {
            boolean weeks = part.grain() == Grain.WEEKS;
            if (!request.isByPlace()) {
                ask(all(part.grain()), part.from(), to, Columns.AREA, Set.of(), point -> add(point, "", part.places()));
                return;
            }
            areas(weeks ? Measurement.CLIENTS_AREA_WEEK : Measurement.CLIENTS_AREA_DAY, part, to);
            if (!part.gone() && !part.places().kiosksApart().isEmpty()) {
                kiosks(part.from(), to, part.places().kiosksApart());
            }
        }

        private void areas(Measurement measurement, SketchPart part, Instant to) {
            AreaPlaces places = part.places();
            Set<String> meant = isOfKnownPlaces()
                    ? places.areas().stream()
                            .filter(area ->
                                    places.isOnePlace(area) && request.filter().takes(area, places))
                            .collect(Collectors.toSet())
                    : Set.of();
            if (isOfKnownPlaces() && meant.isEmpty()) {
                return;
            }
            ask(measurement, part.from(), to, Columns.AREA, meant, point -> {
                String area = text(point, Columns.AREA.name());
                boolean one = places.isOnePlace(area);
                String placed = one ? area : "";
                if ((one || part.gone()) && request.filter().takes(placed, places)) {
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
        private Set<String> meant(Instant from, Instant to, Set<String> among) {
            if (!isOfKnownPlaces()) {
                return among;
            }
            UsageFilter filter = request.filter();
            Places before = KioskPlaces.at(from, registry);
            Places after = KioskPlaces.before(to, registry);
            Set<String> moved = Moves.within(from, to, registry).kiosks();
            return registry.all().stream()
                    .map(Kiosk::id)
                    .filter(kiosk -> among.isEmpty() || among.contains(kiosk))
                    .filter(kiosk -> moved.contains(kiosk) || filter.takes(kiosk, before) || filter.takes(kiosk, after))
                    .collect(Collectors.toSet());
        }

        /** @param named only series of these; all if there are none, or many, of which others are passed over later */
        private void ask(
                Measurement measurement,
                Instant from,
                Instant to,
                Tag tag,
                Set<String> named,
                Consumer<StoredPoint> consumer) {
            boolean isOfFew = !named.isEmpty() && named.size() <= MOST_NAMED;
            reader.forEach(
                    new PointsQuestion(
                            measurement,
                            from,
                            to,
                            "",
                            -1,
                            measurement == Measurement.CLIENTS ? PAGE_OF_KIOSKS : PAGE,
                            isOfFew ? Map.of(tag, named) : Map.of(),
                            measurement.fields()),
                    consumer);
        }

        /** A merged one, of a day or a week. */
        private void add(StoredPoint point, String area, Places places) {
            if (isMine(point) && point.values().get(Columns.USES.name()) instanceof Long merged) {
                add(point, area, places, end(at(point)), merged, Columns.HASHED.name());
            }
        }

        private void add(StoredPoint point, String id, Places places, Instant at, long merged, String salt) {
            begin(days.sunday(at));
            String sketch = text(point, Columns.SKETCH.name());
            tally.addClients(group(by().place(id, places), at), text(point, salt), merged, sketch);
        }

        /** What is added from now on is of this week. */
        private void begin(Instant sunday) {
            if (!sunday.equals(week)) {
                Map<Group, Optional<DeviceCount>> ended = tally.endWeekOfClients();
                Map<Group, Merged> contents = toRemember.remove(week);
                if (contents != null) {
                    contents.forEach((group, merged) -> {
                        Optional<DeviceCount> devices = ended.getOrDefault(group, Optional.empty());
                        remembered.put(merged, new Told(now, sketches(merged), ended.containsKey(group), devices));
                    });
                }
                week = sunday;
            }
        }

        private By by() {
            return request.grouping().by();
        }

        private Group group(String place, Instant at) {
            Bucket bucket = request.grouping().bucket();
            String key = by() == By.WEEKDAY
                    ? Integer.toString(at.atZone(period.zone()).getDayOfWeek().getValue())
                    : place;
            return new Group(UsedService.WIFI, key, bucket == null ? null : bucket.start(at, period.zone()));
        }
    }

    private static Measurement all(Grain grain) {
        return grain == Grain.WEEKS ? Measurement.CLIENTS_WEEK : Measurement.CLIENTS_DAY;
    }

    /** When the sketches of a day were ended; of a week, those of its first day. */
    private Instant end(Instant begin) {
        return days.begin(begin, 1).minus(SketchStretch.END);
    }

    private static Instant at(StoredPoint point) {
        return Instant.ofEpochSecond(0, point.epochNanos());
    }

    private static String text(StoredPoint point, String column) {
        return String.valueOf(point.values().getOrDefault(column, ""));
    }
}
