package org.curbline.telemetry.report;

import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.curbline.program.http.Period;
import org.curbline.program.http.Problem;
import org.curbline.registry.KioskRegistry;
import org.curbline.telemetry.availability.Availability;
import org.curbline.telemetry.availability.AvailabilityAnswer;
import org.curbline.telemetry.availability.AvailabilityReading;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.availability.AvailabilityRequest.By;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.report.MonthlyFigures.Use;
import org.curbline.telemetry.report.MonthlyFigures.Worst;
import org.curbline.telemetry.usage.Measure;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageAnswer.Used;
import org.curbline.telemetry.usage.UsageFilter;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;
import org.curbline.telemetry.usage.UsageRequest.Grouping;
import org.curbline.telemetry.usage.UsedService;
import org.jspecify.annotations.Nullable;

/** Gathers what a monthly report tells. Blocking. */
public final class MonthlyReading {
    private static final int MOST_WORST = 20;
    private static final List<Measure> COUNT = List.of(Measure.COUNT);
    private static final YearMonth EARLIEST = YearMonth.of(1970, 2);

    private final UsageReading usage;
    private final AvailabilityReading availability;
    private final KioskRegistry registry;
    private final InstantSource clock;
    private final Reckoning reckoning;

    public MonthlyReading(
            UsageReading usage,
            AvailabilityReading availability,
            KioskRegistry registry,
            InstantSource clock,
            Reckoning reckoning) {
        this.usage = usage;
        this.availability = availability;
        this.registry = registry;
        this.clock = clock;
        this.reckoning = reckoning;
    }

    /** The last month that is over. */
    public YearMonth lastMonth() {
        return YearMonth.from(clock.instant().atZone(reckoning.zone())).minusMonths(1);
    }

    /**
     * Reads the figures of a month, as far as it has gone.
     *
     * @throws org.curbline.store.PointReader.StoreUnavailableException if the store does not answer
     * @throws org.curbline.program.http.ProblemException if the month has not begun
     */
    public MonthlyFigures read(YearMonth month) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Period whole = period(month);
        if (!whole.from().isBefore(now) || month.isBefore(EARLIEST)) {
            throw Problem.badParameter("month", "There is no report of " + month + ": it is " + now + ".")
                    .asException();
        }
        Instant until = whole.to().isBefore(now) ? whole.to() : now;
        Period period = new Period(whole.from(), until, whole.zone());
        UsageAnswer sums = use(period, UsageRequest.By.NOTHING, null, Measure.usual());
        List<AvailabilityAnswer.Row> kiosks = worked(period, By.KIOSK, null);
        return new MonthlyFigures(
                month,
                whole.zone(),
                until,
                sums.asOf(),
                sums.finalUntil(),
                reckoning.target(),
                new Use(
                        byService(sums),
                        before(month.minusMonths(1), period),
                        before(month.minusYears(1), period),
                        usage.firstUse().orElse(until)),
                use(period, UsageRequest.By.BOROUGH, null, COUNT).rows(),
                use(period, UsageRequest.By.NOTHING, Bucket.DAY, COUNT).rows(),
                use(period, UsageRequest.By.NOTHING, Bucket.week(reckoning.weekStart()), List.of(Measure.CLIENTS))
                        .rows(),
                together(kiosks),
                worked(period, By.FLEET, Bucket.DAY),
                worst(kiosks, KioskPlaces.before(until, registry)));
    }

    /** @param reported as far as the month that is reported has gone */
    private Map<UsedService, Used> before(YearMonth month, Period reported) {
        Instant from = period(month).from();
        Instant to = month.isBefore(EARLIEST) ? from : asFar(month, reported);
        return from.equals(to)
                ? Map.of()
                : byService(use(new Period(from, to, reported.zone()), UsageRequest.By.NOTHING, null, COUNT));
    }

    /** Until when as much of an earlier month has passed: in whole hours, which are kept longest. */
    private Instant asFar(YearMonth month, Period reported) {
        ZonedDateTime from = reported.from().atZone(reported.zone());
        ZonedDateTime to = reported.to().atZone(reported.zone()).truncatedTo(ChronoUnit.HOURS);
        Instant end = period(month).to();
        if (from.plusMonths(1).equals(to)) {
            return end;
        }
        long days = from.until(to, ChronoUnit.DAYS);
        Instant asFar = month.atDay(1)
                .plusDays(days)
                .atTime(to.toLocalTime())
                .atZone(reported.zone())
                .toInstant();
        return asFar.isBefore(end) ? asFar : end;
    }

    private Period period(YearMonth month) {
        ZoneId zone = reckoning.zone();
        return new Period(
                month.atDay(1).atStartOfDay(zone).toInstant(),
                month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant(),
                zone);
    }

    private UsageAnswer use(Period period, UsageRequest.By by, @Nullable Bucket bucket, List<Measure> measures) {
        return usage.asFarAsKept(new UsageRequest(
                UsedService.used(), period, new Grouping(by, bucket), UsageFilter.NONE, measures, 0, null));
    }

    private List<AvailabilityAnswer.Row> worked(Period period, By by, @Nullable Bucket bucket) {
        return availability
                .answer(new AvailabilityRequest(Set.of(), period, by, bucket, reckoning.target(), UsageFilter.NONE))
                .rows();
    }

    /** The fleet's of its kiosks': counting all of them once more takes as long. */
    private static List<AvailabilityAnswer.Row> together(List<AvailabilityAnswer.Row> kiosks) {
        Map<String, AvailabilityAnswer.Row> services = new LinkedHashMap<>();
        for (AvailabilityAnswer.Row row : kiosks) {
            services.computeIfAbsent(
                            row.service(),
                            service -> new AvailabilityAnswer.Row(
                                    service, "fleet", row.from(), row.to(), new Availability(), null))
                    .counted()
                    .add(row.counted());
        }
        return List.copyOf(services.values());
    }

    private static Map<UsedService, Used> byService(UsageAnswer answer) {
        Map<UsedService, Used> all = new EnumMap<>(UsedService.class);
        answer.rows().forEach(row -> all.put(row.service(), row.used()));
        return all;
    }

    private List<Worst> worst(List<AvailabilityAnswer.Row> rows, Places places) {
        Map<String, List<AvailabilityAnswer.Row>> kiosks = new TreeMap<>();
        rows.forEach(row ->
                kiosks.computeIfAbsent(row.key(), none -> new ArrayList<>()).add(row));
        List<Worst> all = new ArrayList<>();
        kiosks.forEach((kiosk, services) -> {
            Availability sum = new Availability();
            services.forEach(row -> sum.add(row.counted()));
            List<String> missed = services.stream()
                    .filter(row -> row.counted().share() < reckoning.target())
                    .map(AvailabilityAnswer.Row::service)
                    .toList();
            if (!missed.isEmpty()) {
                all.add(new Worst(kiosk, places.borough(kiosk), sum, missed));
            }
        });
        all.sort(Comparator.comparingDouble((Worst each) -> each.counted().share())
                .thenComparing(Worst::kiosk));
        return List.copyOf(all.subList(0, Math.min(MOST_WORST, all.size())));
    }
}
