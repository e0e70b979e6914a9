package org.curbline.telemetry.usage;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.store.PointReader;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Comparison;
import org.curbline.telemetry.place.AreaPlaces;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Moves;
import org.curbline.telemetry.place.Moves.Span;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Coverage.Grain;
import org.curbline.telemetry.rollup.Coverage.Part;
import org.curbline.telemetry.usage.UsageAnswer.Row;
import org.curbline.telemetry.usage.ZoneSteps.Stretch;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about use: asks the store's rollups as far as they go, and its points for the rest, and joins the
 * places in. Blocking.
 */
public final class UsageReading {
    private final PointReader reader;
    private final RememberedUse remembered;
    private final KioskRegistry registry;
    private final ClientReading clients;
    private final DevicesAhead ahead;
    private final FirstUse first;
    private final Supplier<Coverage> coverage;
    private final InstantSource clock;
    private final Duration oldest;

    /**
     * @param cityZone by whose clocks kiosks end their days
     * @param oldest how old an event can be when it comes
     */
    public UsageReading(
            PointReader reader,
            KioskRegistry registry,
            Supplier<Coverage> coverage,
            InstantSource clock,
            ZoneId cityZone,
            Duration oldest) {
        this.reader = reader;
        this.remembered = new RememberedUse(reader, clock);
        this.registry = registry;
        this.clients = new ClientReading(reader, registry, clock, cityZone);
        this.ahead = new DevicesAhead(clients, clock, cityZone);
        this.first = new FirstUse(reader, clock);
        this.coverage = coverage;
        this.clock = clock;
        this.oldest = oldest;
    }

    /**
     * What is to be done so that questions about each of thousands of kiosks need not wait for a store to look at all
     * of them, piece by piece.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    public List<Runnable> remember() {
        return remembered.keep(coverage.get().days());
    }

    /**
     * What is to be done so that questions about devices need not wait for a year's sketches, piece by piece.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer, likewise of what is returned
     */
    public List<Runnable> rememberDevices() {
        return ahead.keep(coverage.get());
    }

    /** How many numbers of devices are remembered. */
    public int rememberedDevices() {
        return clients.remembered();
    }

    /** How much is remembered of kiosks. */
    public long rememberedBytes() {
        return remembered.size();
    }

    /**
     * @throws PointReader.StoreUnavailableException if the store does not answer
     * @throws org.curbline.program.http.ProblemException if the answer would be too long, or of time of which only
     *     whole hours are kept, and it is not made of these
     */
    public UsageAnswer answer(UsageRequest request) {
        try (RowBudget.Share unbounded = RowBudget.NONE.open()) {
            return answer(request, unbounded);
        }
    }

    /**
     * Likewise.
     *
     * @param share of what all answers may have together
     */
    public UsageAnswer answer(UsageRequest request, RowBudget.Share share) {
        Coverage known = coverage.get();
        plan(request, request.period(), known).require("from", known);
        Comparison comparison = request.comparison();
        if (comparison != null) {
            plan(request, comparison.of(request.period()), known).require("compare", known);
        }
        return answer(request, share, known);
    }

    /**
     * Of as much as is kept: where hours that are rolled up do not begin when the city's do, there is nothing by day of
     * time whose points are gone.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    public UsageAnswer asFarAsKept(UsageRequest request) {
        try (RowBudget.Share unbounded = RowBudget.NONE.open()) {
            return answer(request, unbounded, coverage.get());
        }
    }

    /**
     * Likewise of all rows, however many, a part after another. What is known of rollups now is asked of all parts.
     *
     * @param request with buckets; without top and comparison
     */
    public UsageExport export(UsageRequest request) {
        Coverage known = coverage.get();
        Plan plan = plan(request, request.period(), known);
        plan.require("from", known);
        Instant now = clock.instant();
        Instant asOf = plan.parts(now).stream()
                .map(Part::asOf)
                .min(Comparator.naturalOrder())
                .orElse(now);
        return new UsageExport(request, asOf, (part, share) -> answer(part, share, plan.covered()));
    }

    private UsageAnswer answer(UsageRequest request, RowBudget.Share share, Coverage known) {
        UsageTally tally = new UsageTally(share);
        UsageTally previous = new UsageTally(share);
        Instant asOf = read(request, request.period(), known, tally);
        Comparison comparison = request.comparison();
        if (comparison != null) {
            Instant before = read(request, comparison.of(request.period()), known, previous);
            asOf = before.isBefore(asOf) ? before : asOf;
        }
        List<Row> rows = new UsageRows(request).of(tally, previous);
        return new UsageAnswer(request, rows, asOf, asOf.minus(oldest), comparedSince(request));
    }

    private @Nullable Instant comparedSince(UsageRequest request) {
        Comparison comparison = request.comparison();
        if (comparison == null) {
            return null;
        }
        Instant from = comparison.of(request.period()).from();
        return firstUse().filter(first -> first.isAfter(from)).orElse(null);
    }

    /**
     * When the first use was that is known of any kiosk, to the hour; none if nothing is known.
     *
     * @throws PointReader.StoreUnavailableException if the store does not answer
     */
    public Optional<Instant> firstUse() {
        return first.at(coverage.get());
    }

    /** Returns as of when. */
    private Instant read(UsageRequest request, Period period, Coverage known, UsageTally tally) {
        if (request.asksForClients()) {
            clients.read(request, period, known, tally);
        }
        return new Reading(request, plan(request, period, known), tally).read();
    }

    private static Plan plan(UsageRequest request, Period period, Coverage known) {
        ZoneSteps steps = ZoneSteps.of(request.grouping(), period.zone());
        boolean isOfHours = steps.fitHours(known.days(), period.from(), period.to());
        Coverage covered = isOfHours ? known : Coverage.NONE;
        boolean inDays = !request.grouping().isByHours()
                && (!request.grouping().isByTime() || covered.days().areOf(period.zone()));
        return new Plan(period, steps, isOfHours, covered, inDays);
    }

    /**
     * Of what a period is read.
     *
     * @param isOfHours whether its steps are made of whole hours as they are rolled up; if not, nothing is covered
     */
    private record Plan(Period period, ZoneSteps steps, boolean isOfHours, Coverage covered, boolean inDays) {
        List<Part> parts(Instant now) {
            return covered.parts(period.from(), period.to(), inDays, now);
        }

        /**
         * Of time whose points are gone nobody could tell what they are asked for, and less would be answered without a
         * word.
         *
         * @param parameter that which says when it begins and ends
         */
        void require(String parameter, Coverage known) {
            String before = "Of time before " + known.reach();
            for (Part part : parts(Instant.EPOCH)) {
                boolean gone = part.grain() == Grain.POINTS && part.from().isBefore(known.reach());
                if (gone && !isOfHours) {
                    throw Problem.badParameter(
                                    "zone",
                                    before + " whole hours are kept, of which this zone's hours and days are not"
                                            + " made: ask without buckets, in another zone, or for later time.")
                            .asException();
                }
                if (gone) {
                    throw Problem.badParameter(
                                    parameter,
                                    before + " whole hours are kept: let it begin and end with one, or ask for later"
                                            + " time.")
                            .asException();
                }
            }
        }
    }

    /**
     * Reads a period. Kiosks are counted where they, or their areas, stand at its end; what those used that stand
     * elsewhere, or did before, is taken away there and counted where it was used.
     */
    private final class Reading {
        private final UsageRequest request;
        private final Plan plan;
        private final Period period;
        private final Coverage covered;
        private final UsageTally tally;
        private final Places kiosks;
        private final AreaPlaces areas;
        private final Moves moves;
        private Instant asOf = clock.instant();

        Reading(UsageRequest request, Plan plan, UsageTally tally) {
            this.request = request;
            this.plan = plan;
            this.period = plan.period;
            this.covered = plan.covered;
            this.tally = tally;
            this.kiosks = KioskPlaces.before(period.to(), registry);
            this.areas = AreaPlaces.within(period.from(), period.to(), registry);
            // Where points are gone, nobody knows what of an hour was used before the move.
            this.moves = Moves.within(
                    period.from(),
                    period.to(),
                    registry,
                    time -> time.isBefore(covered.reach()) ? covered.days().hour(time) : time);
        }

        Instant read() {
            for (Part part : plan.parts(asOf)) {
                boolean inAreas = part.grain() != Grain.POINTS && !request.isOfKiosks();
                if (request.isByPlace()) { // first: what comes meanwhile must not be taken away where it is not counted
                    correct(part, inAreas ? areas.ofKiosks() : kiosks);
                }
                ask(part, inAreas ? together(part) : Cells.ofKiosks(request.filter(), kiosks, registry));
            }
            return asOf;
        }

        private Cells together(Part part) {
            return request.isByPlace() || !part.looked()
                    ? Cells.ofAreas(request.filter(), areas)
                    : Cells.ofCity(kiosks);
        }

        private void correct(Part part, Places counted) {
            Set<String> steady = registry.all().stream().map(Kiosk::id).collect(Collectors.toSet());
            steady.removeAll(moves.kiosks());
            correct(part.from(), part.to(), steady, counted);
            for (Span span : moves.spans(part.from(), part.to())) {
                correct(span.from(), span.to(), moves.kiosks(), counted);
            }
        }

        private void correct(Instant from, Instant to, Set<String> among, Places counted) {
            Cells cells = Cells.elsewhere(request, among, KioskPlaces.before(to, registry), counted);
            if (!cells.isNone()) {
                covered.parts(from, to, plan.inDays, asOf).forEach(part -> ask(part, cells));
            }
        }

        private void ask(Part part, Cells cells) {
            asOf = part.asOf().isBefore(asOf) ? part.asOf() : asOf;
            for (Stretch stretch : plan.steps.stretches(part.from(), part.to())) {
                UsageQuestion question = new UsageQuestion(reader, request, period.zone(), stretch, cells);
                if (part.grain() == Grain.POINTS) {
                    request.services().forEach(service -> question.askPoints(service, tally));
                } else {
                    question.askRollups(
                            part.looked() ? remembered::sums : reader::sums, part.grain(), covered.days(), tally);
                }
            }
        }
    }
}
