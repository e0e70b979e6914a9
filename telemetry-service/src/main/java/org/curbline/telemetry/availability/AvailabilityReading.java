package org.curbline.telemetry.availability;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.curbline.program.http.Problem;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.status.Duty;
import org.curbline.status.DutyRoster;
import org.curbline.status.KnownHistory;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceState;
import org.curbline.status.SuspectTime;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.Transitions.Heard;
import org.curbline.status.View;
import org.curbline.store.PointReader;
import org.curbline.telemetry.availability.AvailabilityAnswer.Row;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Moves;
import org.curbline.telemetry.place.Moves.Span;
import org.curbline.telemetry.place.Places;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about availability from the transitions as later known, and the registry. A kiosk counts while it
 * was in service: from the day it was activated or, if that is not known, from when it was registered. Time from before
 * anything was known of it, neither by the registry nor by a report, counts for nothing, and neither does what passes
 * until its first report, unless that is longer than it may take any other report. Blocking.
 */
public final class AvailabilityReading {
    private static final int MOST_ROWS = 200_000;

    private final Transitions transitions;
    private final KnownHistory known;
    private final FirstEvidence evidence;
    private final KioskRegistry registry;
    private final ZoneId cityZone;
    private final Duration allowedAge;
    private final InstantSource clock;

    public AvailabilityReading(PointReader reader, KioskRegistry registry, Reckoning reckoning, InstantSource clock) {
        this.transitions = new Transitions(reader);
        this.evidence = new FirstEvidence(transitions, clock);
        this.known = new KnownHistory(transitions, reckoning.rule());
        this.registry = registry;
        this.cityZone = reckoning.zone();
        this.allowedAge = reckoning.rule().allowedAge();
        this.clock = clock;
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    public AvailabilityAnswer answer(AvailabilityRequest request) {
        Instant asOf = clock.instant();
        List<Instant> edges = request.edges();
        Instant knownSince = evidence.of(request.period().from());
        Map<String, Series> all = series(request, edges, knownSince);
        Instant before = request.period().from().minus(KnownTimeline.LOOK_BACK);
        Set<String> kiosks = request.filter().kiosks();
        String kiosk = kiosks.size() == 1 ? kiosks.iterator().next() : "";
        for (Heard newest : transitions.newestReports(kiosk, before)) {
            Series series = all.get(key(newest.kiosk().value(), newest.service()));
            if (series != null) {
                series.end = known.end(newest);
            }
        }
        transitions.forEach(kiosk, View.NOW_KNOWN, before, request.period().to(), transition -> {
            Series series = all.get(key(transition.kiosk().value(), transition.service()));
            if (series != null) {
                series.change(transition);
            }
        });
        return new AvailabilityAnswer(request, knownSince, rows(edges, all), asOf);
    }

    private Map<String, Series> series(AvailabilityRequest request, List<Instant> edges, Instant knownSince) {
        List<Service> services = Stream.of(Service.values())
                .filter(service ->
                        request.services().isEmpty() || request.services().contains(service.word()))
                .toList();
        Map<String, Series> all = new HashMap<>();
        Set<String> kiosks = request.filter().kiosks();
        Moves moves = Moves.within(request.period().from(), request.period().to(), registry);
        DutyRoster roster = DutyRoster.of(
                registry, request.period().from(), request.period().to());
        for (Kiosk kiosk : registry.all()) {
            boolean named = kiosks.isEmpty() || kiosks.contains(kiosk.id());
            List<Slot> slots = slots(request, kiosk, moves, edges);
            if (named && !slots.isEmpty()) {
                Instant born = kiosk.activated() == null
                        ? null
                        : kiosk.activated().atStartOfDay(cityZone).toInstant();
                Duty duty = roster.of(kiosk, born);
                if (duty.isInService()) {
                    Instant registered = roster.registered(kiosk);
                    Instant watched = registered.isAfter(knownSince) ? registered : knownSince;
                    for (Service service : services) {
                        all.put(key(kiosk.id(), service), new Series(slots, service, duty, watched, allowedAge));
                    }
                }
            }
        }
        return all;
    }

    private static String key(String kiosk, Service service) {
        return kiosk + ' ' + service.word();
    }

    /** Each bucket, cut where the kiosk was moved if it was; without what is not asked for. */
    private List<Slot> slots(AvailabilityRequest request, Kiosk kiosk, Moves moves, List<Instant> edges) {
        Moves mine = moves.kiosks().contains(kiosk.id()) ? moves : Moves.NONE;
        List<Slot> slots = new ArrayList<>();
        for (int bucket = 0; bucket < edges.size() - 1; bucket++) {
            for (Span span : mine.spans(edges.get(bucket), edges.get(bucket + 1))) {
                Places places = KioskPlaces.at(span.from(), registry);
                if (request.filter().takes(kiosk.id(), places)) {
                    Slot next = new Slot(new Cell(bucket, group(request, kiosk.id(), places)), span.from(), span.to());
                    Slot last = slots.isEmpty() ? null : slots.get(slots.size() - 1);
                    if (last != null && last.isBefore(next)) { // another kiosk was moved
                        slots.set(slots.size() - 1, new Slot(last.cell, last.from, next.to));
                    } else {
                        slots.add(next);
                    }
                }
            }
        }
        return slots;
    }

    private static String group(AvailabilityRequest request, String kiosk, Places places) {
        return switch (request.by()) {
            case FLEET -> "fleet";
            case KIOSK -> kiosk;
            case BOROUGH -> places.borough(kiosk);
            case DISTRICT -> places.district(kiosk);
        };
    }

    private static List<Row> rows(List<Instant> edges, Map<String, Series> all) {
        Map<Service, Map<String, Availability[]>> groups = new TreeMap<>();
        for (Series series : all.values()) {
            series.finish(edges.get(edges.size() - 1));
            Map<String, Availability[]> byKey = groups.computeIfAbsent(series.service, none -> new TreeMap<>());
            series.forEach((cell, course) -> byKey
                    .computeIfAbsent(cell.group, none -> Stream.generate(Availability::new)
                            .limit(edges.size() - 1L)
                            .toArray(Availability[]::new))[cell.bucket]
                    .add(course.counted()));
        }
        List<Row> rows = new ArrayList<>();
        groups.forEach((service, byKey) -> byKey.forEach((key, sums) -> {
            for (int i = 0; i < sums.length; i++) {
                rows.add(new Row(service.word(), key, edges.get(i), edges.get(i + 1), sums[i]));
            }
        }));
        if (rows.size() > MOST_ROWS) {
            throw Problem.badParameter(
                            "bucket", rows.size() + " rows are too many: ask for larger buckets, or fewer kiosks.")
                    .asException();
        }
        return rows;
    }

    /**
     * What a time is counted for.
     *
     * @param bucket its number
     * @param group kiosk, place or fleet
     */
    private record Cell(int bucket, String group) {}

    /** A time without a gap that is counted in one cell. */
    private record Slot(Cell cell, Instant from, Instant to) {
        boolean isBefore(Slot next) {
            return cell.equals(next.cell) && to.equals(next.from);
        }
    }

    /** One service of one kiosk, while its transitions are read in the order of time. */
    private static final class Series {
        private final Service service;
        private final Duty duty;
        /** Before it nobody watched: what reports do not tell of is not held against it. */
        private final Instant watched;
        /** Since when it is: its first report may take as long as any other. */
        private Instant heldAgainst;

        private final List<Slot> slots;
        /** Of each slot; one that came back to a place goes on with what is counted there. */
        private final Availability.Course[] courses;

        private int slot;
        private final SuspectTime suspectTime = new SuspectTime();
        private Instant since;
        private ServiceState state = ServiceState.UNKNOWN;
        private boolean told;
        /** How what its newest report says will end, until that is counted. */
        private @Nullable Transition end;

        Series(List<Slot> slots, Service service, Duty duty, Instant watched, Duration allowedAge) {
            this.slots = slots;
            this.service = service;
            this.duty = duty;
            this.watched = watched;
            this.heldAgainst = watched.equals(Instant.MAX) ? watched : watched.plus(allowedAge);
            this.since = slots.get(0).from;
            this.courses = new Availability.Course[slots.size()];
            Map<Cell, Availability.Course> known = new HashMap<>();
            Arrays.setAll(courses, i -> known.computeIfAbsent(slots.get(i).cell, none -> new Availability.Course()));
        }

        /** What was counted in each cell. */
        void forEach(BiConsumer<Cell, Availability.Course> consumer) {
            Set<Cell> told = new HashSet<>();
            for (int i = 0; i < courses.length; i++) {
                if (told.add(slots.get(i).cell)) {
                    consumer.accept(slots.get(i).cell, courses[i]);
                }
            }
        }

        void change(Transition transition) {
            if (!told && transition.view() == View.KNOWN) {
                told = true;
                become(transition.before()); // what told of that itself may be kept no longer
            }
            endBefore(transition.at());
            take(transition);
        }

        void finish(Instant last) {
            endBefore(last);
            until(last);
        }

        private void endBefore(Instant moment) {
            Transition ending = end;
            if (ending != null && ending.at().isBefore(moment)) {
                end = null;
                take(ending);
            }
        }

        private void take(Transition transition) {
            until(transition.at());
            Transition holds = suspectTime.take(transition);
            become(holds == null ? ServiceState.UNKNOWN : holds.state());
        }

        private void become(ServiceState next) {
            state = next;
            if (next != ServiceState.UNKNOWN) {
                heldAgainst = watched; // what comes after its first report
            }
        }

        /** Counts what held until a moment; one before the range counts nothing. */
        private void until(Instant moment) {
            if (!moment.isAfter(since)) {
                return;
            }
            while (slot < slots.size() && slots.get(slot).from.isBefore(moment)) {
                Slot in = slots.get(slot);
                Availability.Course course = courses[slot];
                Instant begin = in.from.isAfter(since) ? in.from : since;
                Instant end = in.to.isBefore(moment) ? in.to : moment;
                count(course, begin, end);
                if (in.to.isAfter(moment)) {
                    break;
                }
                course.outOfService();
                slot++;
            }
            since = moment;
        }

        private void count(Availability.Course bucket, Instant begin, Instant end) {
            duty.cut(begin, end, (planned, from, to) -> {
                if (planned == null) {
                    Instant seen = state != ServiceState.UNKNOWN || heldAgainst.isBefore(from)
                            ? from
                            : heldAgainst.isBefore(to) ? heldAgainst : to;
                    bucket.unwatched(from, seen);
                    bucket.in(state, seen, to);
                } else if (planned.state() == ServiceState.MAINTENANCE) {
                    bucket.in(ServiceState.MAINTENANCE, from, to);
                } else {
                    bucket.outOfService();
                }
            });
        }
    }
}
