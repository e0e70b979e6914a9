package org.curbline.telemetry.availability;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.status.Duty;
import org.curbline.status.DutyRoster;
import org.curbline.store.PointReader;
import org.curbline.telemetry.availability.AvailabilityAnswer.Row;
import org.curbline.telemetry.availability.ServiceCourse.Slots;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Moves;
import org.curbline.telemetry.place.Moves.Span;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.states.RememberedStates;
import org.curbline.telemetry.states.RememberedStates.Known;
import org.curbline.telemetry.states.StatesListener;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about availability from the transitions as later known, and the registry. A kiosk counts while it
 * was in service: from the day it was activated or, if that is not known, from when it was registered. Time from before
 * anything was known of it, neither by the registry nor by a report, counts for nothing, and neither does what passes
 * until its first report, unless that is longer than it may take any other report. Blocking.
 */
public final class AvailabilityReading {
    private static final int MOST_ROWS = 100_000;

    private final RememberedStates states;
    private final KioskRegistry registry;
    private final ZoneId cityZone;
    private final Duration allowedAge;

    public AvailabilityReading(PointReader reader, KioskRegistry registry, Reckoning reckoning, InstantSource clock) {
        this.states = new RememberedStates(reader, reckoning.rule(), clock);
        this.registry = registry;
        this.cityZone = reckoning.zone();
        this.allowedAge = reckoning.rule().allowedAge();
    }

    /**
     * What is to be done so that questions need not wait until a store has told of years, piece by piece.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    public List<Runnable> remember() {
        return states.keep();
    }

    /** @throws PointReader.StoreUnavailableException if the store does not answer */
    public AvailabilityAnswer answer(AvailabilityRequest request) {
        try (RowBudget.Share unbounded = RowBudget.NONE.open()) {
            return answer(request, Duration.ZERO, unbounded);
        }
    }

    /**
     * The same, perhaps of what was read a moment ago.
     *
     * @param oldest how long ago what it is made of may have been read
     * @param share of what all answers may have together
     * @throws PointReader.StoreUnavailableException if the store does not answer
     * @throws org.curbline.program.http.ProblemException if the answer would be too long
     */
    public AvailabilityAnswer answer(AvailabilityRequest request, Duration oldest, RowBudget.Share share) {
        AvailabilityRequest.Compared compared = request.compared();
        AvailabilityAnswer answer = count(request, oldest, share);
        if (compared == null) {
            return answer;
        }
        AvailabilityAnswer before = count(request.during(compared.period()), oldest, share);
        AvailabilityAnswer joined = answer.comparedWith(compared, before);
        requireFew(joined.rows().size());
        return joined;
    }

    private static void requireFew(int rows) {
        if (rows > MOST_ROWS) {
            throw Problem.badParameter(
                            "bucket",
                            "More than " + MOST_ROWS + " rows are too many: ask for larger buckets, or fewer kiosks.")
                    .asException();
        }
    }

    private AvailabilityAnswer count(AvailabilityRequest request, Duration oldest, RowBudget.Share share) {
        Period period = request.period();
        Known known = states.of(period.from(), period.to(), oldest);
        Counting counting = new Counting(request, known, share);
        counting.courses();
        known.tell(period.from(), period.to(), counting);
        return new AvailabilityAnswer(request, known.since(), counting.rows(), known.asOf());
    }

    /** One question's. */
    private final class Counting implements StatesListener {
        private final AvailabilityRequest request;
        private final RowBudget.Share share;
        private final Known known;
        private final List<Instant> edges;
        private final Slots buckets;
        private final List<ServiceCourse> courses = new ArrayList<>();
        private final Map<Service, Map<String, Buckets>> sums = new TreeMap<>();
        /** By the number of the service. */
        private @Nullable ServiceCourse[] byNumber = new ServiceCourse[0];

        private int rows;

        Counting(AvailabilityRequest request, Known known, RowBudget.Share share) {
            this.share = share;
            this.request = request;
            this.known = known;
            this.edges = request.edges();
            this.buckets = Slots.between(edges);
        }

        void courses() {
            List<Service> services = Stream.of(Service.values())
                    .filter(service ->
                            request.services().isEmpty() || request.services().contains(service.word()))
                    .toList();
            Instant from = request.period().from();
            Instant to = request.period().to();
            Moves moves = Moves.within(from, to, registry);
            DutyRoster roster = DutyRoster.of(registry, from, to);
            for (Kiosk kiosk : registry.all()) {
                Set<String> named = request.filter().kiosks();
                if ((named.isEmpty() || named.contains(kiosk.id())) && KioskId.isValid(kiosk.id())) {
                    Standing standing = moves.kiosks().contains(kiosk.id())
                            ? standing(kiosk.id(), moves)
                            : standing(kiosk.id(), from);
                    if (standing.slots.count() > 0) {
                        add(kiosk, services, standing, roster);
                    }
                }
            }
        }

        private void add(Kiosk kiosk, List<Service> services, Standing standing, DutyRoster roster) {
            Instant born = kiosk.activated() == null
                    ? null
                    : kiosk.activated().atStartOfDay(cityZone).toInstant();
            Duty duty = roster.of(kiosk, born);
            if (!duty.isInService()) {
                return;
            }
            Instant registered = roster.registered(kiosk);
            Instant watched = registered.isAfter(known.since()) ? registered : known.since();
            for (Service service : services) {
                int number = states.number(KioskId.of(kiosk.id()), service);
                ServiceCourse course = course(service, standing, duty, watched, known.ended(number));
                courses.add(course);
                if (number >= byNumber.length) {
                    byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, 2 * byNumber.length));
                }
                byNumber[number] = course;
            }
        }

        private ServiceCourse course(Service service, Standing standing, Duty duty, Instant watched, long endMillis) {
            if (standing.slots == buckets) {
                return new ServiceCourse(
                        ofGroup(service, standing.groups.get(0)), duty, watched, allowedAge, endMillis);
            }
            Availability[] cells = new Availability[standing.slots.count()];
            Arrays.setAll(
                    cells, slot -> ofGroup(service, standing.groups.get(slot)).cells()[standing.slots.bucket(slot)]);
            return new ServiceCourse(standing.slots, cells, duty, watched, allowedAge, endMillis);
        }

        private Buckets ofGroup(Service service, String group) {
            return sums.computeIfAbsent(service, none -> new TreeMap<>()).computeIfAbsent(group, none -> {
                rows += buckets.count();
                requireFew(rows);
                share.take(buckets.count());
                return new Buckets(buckets);
            });
        }

        /** All the time in one place. */
        private Standing standing(String kiosk, Instant at) {
            Places places = KioskPlaces.at(at, registry);
            return request.filter().takes(kiosk, places)
                    ? new Standing(buckets, Collections.nCopies(buckets.count(), group(request, kiosk, places)))
                    : Standing.NOWHERE;
        }

        /** Each bucket, cut where it was moved; without what is not asked for. */
        private Standing standing(String kiosk, Moves moves) {
            List<Slot> slots = new ArrayList<>();
            for (int bucket = 0; bucket < edges.size() - 1; bucket++) {
                for (Span span : moves.spans(edges.get(bucket), edges.get(bucket + 1))) {
                    Places places = KioskPlaces.at(span.from(), registry);
                    if (request.filter().takes(kiosk, places)) {
                        Slot next = new Slot(bucket, group(request, kiosk, places), span);
                        Slot last = slots.isEmpty() ? null : slots.get(slots.size() - 1);
                        if (last != null && last.isBefore(next)) { // another kiosk was moved
                            slots.set(slots.size() - 1, last.until(next.span.to()));
                        } else {
                            slots.add(next);
                        }
                    }
                }
            }
            return new Standing(
                    new Slots(
                            slots.stream().map(Slot::span).toList(),
                            slots.stream().mapToInt(Slot::bucket).toArray()),
                    slots.stream().map(Slot::group).toList());
        }

        @Override
        public void holds(int service, byte code) {
            ServiceCourse course = service < byNumber.length ? byNumber[service] : null;
            if (course != null) {
                course.holds(code);
            }
        }

        @Override
        public void changes(int service, long atMillis, byte code) {
            ServiceCourse course = service < byNumber.length ? byNumber[service] : null;
            if (course != null) {
                course.changes(atMillis, code);
            }
        }

        List<Row> rows() {
            long last = edges.get(edges.size() - 1).toEpochMilli();
            courses.forEach(course -> course.finish(last));
            List<Row> all = new ArrayList<>();
            sums.forEach((service, byKey) -> byKey.forEach((key, group) -> {
                Availability[] counted = group.counted();
                for (int i = 0; i < counted.length; i++) {
                    all.add(new Row(service.word(), key, edges.get(i), edges.get(i + 1), counted[i]));
                }
            }));
            return all;
        }
    }

    private static String group(AvailabilityRequest request, String kiosk, Places places) {
        return switch (request.by()) {
            case FLEET -> "fleet";
            case KIOSK -> kiosk;
            case BOROUGH -> places.borough(kiosk);
            case DISTRICT -> places.district(kiosk);
        };
    }

    /**
     * Where a kiosk counts.
     *
     * @param groups of each slot: kiosk, place or fleet
     */
    private record Standing(Slots slots, List<String> groups) {
        static final Standing NOWHERE = new Standing(new Slots(List.of(), new int[0]), List.of());
    }

    /** A time without a gap that is counted in one bucket of one group. */
    private record Slot(int bucket, String group, Span span) {
        boolean isBefore(Slot next) {
            return bucket == next.bucket
                    && group.equals(next.group)
                    && span.to().equals(next.span.from());
        }

        Slot until(Instant end) {
            return new Slot(bucket, group, new Span(span.from(), end));
        }
    }
}
