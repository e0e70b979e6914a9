package org.curbline.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Supplier;
import org.curbline.program.http.Period;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.PointReader;
import org.curbline.telemetry.UsageAnswer.Row;
import org.curbline.telemetry.UsageRequest.Comparison;
import org.curbline.telemetry.ZoneSteps.Stretch;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Coverage.Grain;
import org.curbline.telemetry.rollup.Coverage.Part;

/**
 * Answers questions about use: asks the store's rollups as far as they go, and its points for the rest, and joins the
 * places in. Blocking.
 */
final class UsageReading {
    private final PointReader reader;
    private final KioskRegistry registry;
    private final ClientReading clients;
    private final Supplier<Coverage> coverage;
    private final InstantSource clock;
    private final Duration oldest;

    /**
     * @param cityZone by whose clocks kiosks end their days
     * @param oldest how old an event can be when it comes
     */
    UsageReading(
            PointReader reader,
            KioskRegistry registry,
            Supplier<Coverage> coverage,
            InstantSource clock,
            ZoneId cityZone,
            Duration oldest) {
        this.reader = reader;
        this.registry = registry;
        this.clients = new ClientReading(reader, registry, cityZone);
        this.coverage = coverage;
        this.clock = clock;
        this.oldest = oldest;
    }

    /**
     * @throws PointReader.StoreUnavailableException if the store does not answer
     * @throws org.curbline.program.http.ProblemException if the answer would be too long
     */
    UsageAnswer answer(UsageRequest request) {
        UsageTally tally = new UsageTally();
        UsageTally previous = new UsageTally();
        Instant asOf = read(request, request.period(), tally);
        Comparison comparison = request.comparison();
        if (comparison != null) {
            Instant before = read(request, comparison.of(request.period()), previous);
            asOf = before.isBefore(asOf) ? before : asOf;
        }
        List<Row> rows = new UsageRows(request).of(tally, previous);
        return new UsageAnswer(request, rows, asOf, asOf.minus(oldest));
    }

    /** Returns as of when. */
    private Instant read(UsageRequest request, Period period, UsageTally tally) {
        Instant asOf = clock.instant();
        if (request.asksForClients()) {
            clients.read(request, period, coverage.get(), tally);
        }
        Cells kiosks = Cells.ofKiosks(request.filter(), registry);
        List<Cells> areas = Cells.ofAreas(request, kiosks, registry);
        ZoneSteps steps = ZoneSteps.of(request.grouping(), period.zone());
        boolean inHours = steps.fitHours(period.from(), period.to());
        Coverage covered = inHours ? coverage.get() : Coverage.NONE;
        boolean inDays = !request.grouping().isByHours()
                && (!request.grouping().isByTime() || covered.days().areOf(period.zone()));
        for (Part part : covered.parts(period.from(), period.to(), inDays, asOf)) {
            asOf = part.asOf().isBefore(asOf) ? part.asOf() : asOf;
            for (Stretch stretch : steps.stretches(part.from(), part.to())) {
                if (part.grain() == Grain.POINTS) {
                    UsageQuestion question = new UsageQuestion(reader, request, period.zone(), stretch, kiosks);
                    request.services().forEach(service -> question.askPoints(service, tally));
                } else {
                    areas.forEach(cells -> new UsageQuestion(reader, request, period.zone(), stretch, cells)
                            .askRollups(part.grain(), covered.days(), tally));
                }
            }
        }
        return asOf;
    }
}
