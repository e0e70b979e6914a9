package org.curbline.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.curbline.program.http.Period;
import org.curbline.registry.Kiosk;
import org.curbline.registry.KioskRegistry;
import org.curbline.store.Column.Tag;
import org.curbline.store.Column.Whole;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.SumsQuestion;
import org.curbline.store.PointReader.SumsRow;
import org.curbline.telemetry.UsageAnswer.Row;
import org.curbline.telemetry.UsageRequest.By;
import org.curbline.telemetry.UsageRequest.Comparison;
import org.curbline.telemetry.UsageTally.Group;
import org.curbline.telemetry.ZoneSteps.Stretch;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Coverage.Part;
import org.curbline.telemetry.rollup.RolledUse;

/**
 * Answers questions about use: asks the store's rollups as far as they go, and its points for the rest, and joins the
 * places in. Blocking.
 */
final class UsageReading {
    /** So many kiosks can be named in a question to the store; of more it is asked for all. */
    private static final int MOST_NAMED = 500;

    private final PointReader reader;
    private final KioskRegistry registry;
    private final KioskPlaces places;
    private final Supplier<Coverage> coverage;
    private final InstantSource clock;
    private final Duration oldest;

    /** @param oldest how old an event can be when it comes */
    UsageReading(
            PointReader reader,
            KioskRegistry registry,
            Supplier<Coverage> coverage,
            InstantSource clock,
            Duration oldest) {
        this.reader = reader;
        this.registry = registry;
        this.places = new KioskPlaces(registry);
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
        Map<Tag, Set<String>> among = new HashMap<>();
        boolean placesByRow = request.filter().isByPlace() && !named(request.filter(), among);
        if (request.filter().isByPlace()
                && among.getOrDefault(Columns.KIOSK, Set.of("")).isEmpty()) {
            return asOf;
        }
        ZoneSteps steps = ZoneSteps.of(request.grouping(), period.zone());
        boolean inHours = steps.fitHours(period.from(), period.to());
        Coverage covered = inHours ? coverage.get() : Coverage.NONE;
        for (Part part : covered.parts(period.from(), period.to(), asOf)) {
            asOf = part.asOf().isBefore(asOf) ? part.asOf() : asOf;
            for (Stretch stretch : steps.stretches(part.from(), part.to())) {
                Question question = new Question(request, period.zone(), stretch, among, placesByRow);
                if (part.rolledUp()) {
                    question.askRollups(tally);
                } else {
                    request.services().forEach(service -> question.askPoints(service, tally));
                }
            }
        }
        return asOf;
    }

    /** Names the kiosks that are meant; false if they are too many for that, or not all of them are known. */
    private boolean named(UsageFilter filter, Map<Tag, Set<String>> among) {
        if (filter.boroughs().contains(KioskPlaces.UNKNOWN)
                || filter.districts().contains(KioskPlaces.UNKNOWN)) {
            return false;
        }
        Set<String> kiosks = registry.all().stream()
                .map(Kiosk::id)
                .filter(id -> filter.takes(id, places)
                        && (filter.kiosks().isEmpty() || filter.kiosks().contains(id)))
                .collect(Collectors.toSet());
        if (kiosks.size() > MOST_NAMED) {
            return false;
        }
        among.put(Columns.KIOSK, kiosks);
        return true;
    }

    /** One stretch of time, asked for from either kind of points. */
    private final class Question {
        private final UsageRequest request;
        private final ZoneId zone;
        private final Stretch stretch;
        private final Map<Tag, Set<String>> among;
        private final boolean placesByRow;

        Question(UsageRequest request, ZoneId zone, Stretch stretch, Map<Tag, Set<String>> among, boolean placesByRow) {
            this.request = request;
            this.zone = zone;
            this.stretch = stretch;
            this.among = new HashMap<>(among);
            this.placesByRow = placesByRow;
            if (!request.filter().kiosks().isEmpty()) {
                this.among.putIfAbsent(Columns.KIOSK, request.filter().kiosks());
            }
        }

        void askRollups(UsageTally tally) {
            Map<String, UsedService> services =
                    request.services().stream().collect(Collectors.toMap(UsedService::word, service -> service));
            Map<Tag, Set<String>> where = new HashMap<>(among);
            where.put(Columns.SERVICE, services.keySet());
            putKinds(where, Columns.KIND);
            List<Tag> by = by(Columns.KIND);
            by.add(0, Columns.SERVICE);
            List<Whole> fields = new ArrayList<>(RolledUse.SUMMED);
            fields.add(0, Columns.USES);
            reader.sums(question(Measurement.USAGE_HOUR, by, where, fields), row -> {
                UsedService service = services.get(row.tags().get(0));
                if (service != null) {
                    List<Long> sums = row.sums();
                    List<String> tags = row.tags();
                    add(
                            tally,
                            service,
                            new SumsRow(
                                    row.epochNanos(),
                                    tags.subList(1, tags.size()),
                                    sums.get(0),
                                    sums.subList(1, sums.size())));
                }
            });
        }

        void askPoints(UsedService service, UsageTally tally) {
            RolledUse use = service.use();
            Map<Tag, Set<String>> where = new HashMap<>(among);
            putKinds(where, use.kind());
            List<Whole> fields = use.sums();
            reader.sums(question(use.points(), by(use.kind()), where, fields), row -> {
                Map<Whole, Long> sums = new HashMap<>();
                for (int i = 0; i < fields.size(); i++) {
                    sums.put(fields.get(i), row.sums().get(i));
                }
                List<Long> all = RolledUse.SUMMED.stream()
                        .map(column -> sums.getOrDefault(column, 0L))
                        .toList();
                add(tally, service, new SumsRow(row.epochNanos(), row.tags(), row.count(), all));
            });
        }

        private SumsQuestion question(
                Measurement measurement, List<Tag> by, Map<Tag, Set<String>> where, List<Whole> fields) {
            return new SumsQuestion(measurement, stretch.from(), stretch.to(), stretch.step(), by, where, fields);
        }

        private void putKinds(Map<Tag, Set<String>> where, Tag kind) {
            if (!request.filter().kinds().isEmpty()) {
                where.put(kind, request.filter().kinds());
            }
        }

        private List<Tag> by(Tag kind) {
            List<Tag> by = new ArrayList<>();
            if (placesByRow || request.grouping().by().isOfKiosks()) {
                by.add(Columns.KIOSK);
            }
            if (request.grouping().by() == By.KIND) {
                by.add(kind);
            }
            return by;
        }

        private void add(UsageTally tally, UsedService service, SumsRow row) {
            if (placesByRow && !request.filter().takes(row.tags().get(0), places)) {
                return;
            }
            Bucket bucket = request.grouping().bucket();
            Instant start = bucket == null ? null : stretch.start(bucket, row.epochNanos(), zone);
            tally.add(new Group(service, key(row), start), row.count(), row.sums());
        }

        private String key(SumsRow row) {
            return switch (request.grouping().by()) {
                case NOTHING -> "";
                case KIOSK -> row.tags().get(0);
                case BOROUGH -> places.borough(row.tags().get(0));
                case DISTRICT -> places.district(row.tags().get(0));
                case KIND -> row.tags().get(row.tags().size() - 1);
                case HOUR_OF_DAY -> stretch.hourOfDay(row.epochNanos());
                case WEEKDAY -> stretch.weekday(row.epochNanos());
            };
        }
    }
}
