package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.datasketches.cpc.CpcSketch;
import org.curbline.program.http.Period;
import org.curbline.protocol.ClientSketch;
import org.curbline.protocol.SketchLibrary;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.kiosk.PlaceChange;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.clients.DeviceCount;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.Coverage.Seen;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.curbline.telemetry.usage.Measure;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageFilter;
import org.curbline.telemetry.usage.UsageReading;
import org.curbline.telemetry.usage.UsageRequest;
import org.curbline.telemetry.usage.UsageRequest.By;
import org.curbline.telemetry.usage.UsageRequest.Grouping;
import org.curbline.telemetry.usage.UsedService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many devices there were, from kiosks' sketches and from merged ones, over any store. */
abstract class ClientsContract {
    static {
        SketchLibrary.load();
    }

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Duration RETENTION = Duration.ofDays(60);
    private static final List<String> KIOSKS = List.of("mn-05-1", "mn-05-2", "mn-07-1", "bx-01-1", "odd-1", "odd-2");

    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private KioskRegistry registry;
    private Coverage coverage = Coverage.NONE;

    protected abstract TelemetryStore store();

    @BeforeEach
    void register() {
        registry = RegistryInMemory.open(clock);
        register("mn-05-1", "Manhattan", "105");
        register("mn-05-2", "Manhattan", "105");
        register("mn-05-9", "Manhattan", "105");
        register("mn-07-1", "Manhattan", "107");
        register("bx-01-1", "Bronx", "201");
        register("odd-1", "Bronx", "201"); // an area with two places
        register("odd-2", "Queens", "401");
    }

    @AfterEach
    void close() {
        registry.close();
    }

    /** Kiosk mn-05-1 is used by devices 0 to 99, mn-07-1 by 50 to 149, bx-01-1 by 140 to 239, each day by half. */
    @Test
    void devicesAreMergedOverKiosksAndDaysAndCountedOnceAWeek() throws Exception {
        Instant midnight = Instant.parse("2025-09-07T04:00:00Z"); // Sunday in New York
        now = midnight.plus(Duration.ofDays(9));
        PointBatch batch = new PointBatch(1024);
        for (int day = 0; day < 8; day++) {
            long at = midnight.plus(Duration.ofDays(day + 1L)).toEpochMilli() - 1;
            String salt = day < 7 ? "a1" : "b2";
            addSketch(batch, "mn-05-1", at, salt, 50 * (day % 2), 50);
            addSketch(batch, "mn-07-1", at, salt, 50 + 50 * (day % 2), 50);
            addSketch(batch, "bx-01-1", at, salt, 140 + 50 * (day % 2), 50);
        }
        assertEquals(List.of(), store().writer().write(batch));
        Instant saturday = midnight.plus(Duration.ofDays(7));

        assertEquals(Map.of("", 240L), devices(midnight, saturday, By.NOTHING, null));
        assertEquals(Map.of("Bronx", 100L, "Manhattan", 150L), devices(midnight, saturday, By.BOROUGH, null));
        assertEquals(
                Map.of("mn-05-1", 100L, "mn-07-1", 100L, "bx-01-1", 100L), devices(midnight, saturday, By.KIOSK, null));
        assertEquals(
                Map.of("105 " + midnight, 50L, "107 " + midnight, 50L, "201 " + midnight, 50L),
                devices(midnight, midnight.plus(Duration.ofDays(1)), By.DISTRICT, Bucket.DAY));
        assertEquals(
                Map.of(" in 2 weeks", 390L),
                devices(midnight, now, By.NOTHING, null),
                "240 in a week and 150 in the next: nobody knows who came again");
        assertEquals(Map.of("", 150L), devices(saturday, now, By.NOTHING, null), "a week can be told as far as it is");
    }

    /** A day counts where its kiosk stood when it ended. */
    @Test
    void devicesCountWhereTheirKioskStoodThen() throws Exception {
        Instant midnight = Instant.parse("2025-06-01T04:00:00Z"); // Sunday in New York
        now = midnight.plus(Duration.ofDays(9));
        PointBatch batch = new PointBatch(1024);
        for (int day = 0; day < 7; day++) {
            long at = midnight.plus(Duration.ofDays(day + 1L)).toEpochMilli() - 1;
            addSketch(batch, "mn-05-1", at, "j1", 100 * day, 100);
            addSketch(batch, "mn-05-2", at, "j1", 5000, 40);
        }
        assertEquals(List.of(), store().writer().write(batch));
        Place place = new Place(40.8, -73.8, "Bronx", "201", "", "");
        Instant moved = midnight.plus(Duration.ofHours(2 * 24 + 15));
        registry.moves().enter("mn-05-1", place, PlaceChange.MOVE, moved, "ada", "");
        Instant saturday = midnight.plus(Duration.ofDays(7));
        RoundsByHand rounds = rounds(store().writer());
        rounds.once();

        Map<String, Long> expected = Map.of("Bronx", 500L, "Manhattan", 240L);
        assertEquals(expected, devices(midnight, saturday, By.BOROUGH, null), "of kiosks' sketches");
        Map<String, Long> merged = rounded(
                told(store().reader(), rounds.coverage(), new Period(midnight, saturday, NEW_YORK), By.BOROUGH, null));
        assertEquals(expected, merged, "and where areas' are merged");
    }

    @Test
    void devicesOfAPlaceAreAskedOfThoseWhoStoodThere() throws Exception {
        Instant midnight = Instant.parse("2022-06-05T04:00:00Z"); // Sunday in New York
        now = midnight.plus(Duration.ofDays(9));
        PointBatch batch = new PointBatch(1024);
        for (int day = 0; day < 7; day++) {
            long at = midnight.plus(Duration.ofDays(day + 1L)).toEpochMilli() - 1;
            addSketch(batch, "mn-05-1", at, "p1", 100 * day, 100);
            addSketch(batch, "mn-05-2", at, "p1", 5000, 40);
            addSketch(batch, "mn-07-1", at, "p1", 6000, 30);
            addSketch(batch, "nobody-knows", at, "p1", 7000, 20);
        }
        assertEquals(List.of(), store().writer().write(batch));
        Place place = new Place(40.8, -73.8, "Bronx", "201", "", "");
        Instant moved = midnight.plus(Duration.ofHours(2 * 24 + 15));
        registry.moves().enter("mn-05-1", place, PlaceChange.MOVE, moved, "ada", "");
        RoundsByHand rounds = rounds(store().writer());
        rounds.once();

        Set<String> none = Set.of();
        Map<UsageFilter, Map<String, Long>> expected = Map.of(
                new UsageFilter(none, Set.of("Manhattan"), none, none),
                Map.of("mn-05-1", 200L, "mn-05-2", 40L, "mn-07-1", 30L),
                new UsageFilter(none, Set.of("Bronx"), none, none),
                Map.of("mn-05-1", 500L),
                new UsageFilter(none, none, Set.of("105"), none),
                Map.of("mn-05-1", 200L, "mn-05-2", 40L),
                new UsageFilter(Set.of("mn-05-1", "mn-07-1"), Set.of("Bronx"), none, none),
                Map.of("mn-05-1", 500L),
                new UsageFilter(none, Set.of("Queens"), none, none),
                Map.of(),
                new UsageFilter(none, Set.of("unknown"), none, none),
                Map.of("nobody-knows", 20L),
                new UsageFilter(Set.of("mn-05-2"), none, none, none),
                Map.of("mn-05-2", 40L));
        Period week = new Period(midnight, midnight.plus(Duration.ofDays(7)), NEW_YORK);
        expected.forEach((filter, devices) -> {
            assertEquals(
                    devices,
                    rounded(told(store().reader(), Coverage.NONE, week, By.KIOSK, null, filter)),
                    filter::toString);
            long all = devices.values().stream().mapToLong(Long::longValue).sum();
            Map<String, Long> together = devices.isEmpty() ? Map.of() : Map.of("", all);
            for (Coverage coverage : List.of(Coverage.NONE, rounds.coverage())) {
                assertEquals(
                        together,
                        rounded(told(store().reader(), coverage, week, By.NOTHING, null, filter)),
                        filter::toString);
            }
        });
        List<PointsQuestion> asked = new ArrayList<>();
        PointReader noting = new PassingReader(store().reader()) {
            @Override
            public List<StoredPoint> points(PointsQuestion question) {
                asked.add(question);
                return super.points(question);
            }
        };
        told(noting, Coverage.NONE, week, By.KIOSK, null, new UsageFilter(none, none, Set.of("105"), none));
        assertEquals(
                List.of(Map.of(Columns.KIOSK, Set.of("mn-05-1", "mn-05-2", "mn-05-9"))),
                asked.stream().map(PointsQuestion::among).toList());
    }

    private static Map<String, Long> rounded(Map<String, DeviceCount> told) {
        Map<String, Long> rounded = new TreeMap<>();
        told.forEach((key, count) -> rounded.put(key, Math.round(count.estimate() / 10.0) * 10));
        return rounded;
    }

    /** Ten weeks, with a change of the clocks, a kiosk that is set up wrongly, a damaged sketch and late ones. */
    @Test
    void mergedSketchesTellWhatTheKiosksOwnDo() throws Exception {
        LocalDate sunday = LocalDate.parse("2026-10-04");
        Instant from = midnight(sunday);
        now = midnight(sunday.plusDays(52)).plusSeconds(3 * 3600);
        List<PointBatch> late = new ArrayList<>();
        writeWeeks(sunday, 52, late);
        RoundsByHand rounds = rounds(store().writer());
        assertTrue(rounds.once() >= 52 + 8, "days and weeks are merged");
        now = now.plusSeconds(600);
        assertEquals(0, rounds.once(), "what is merged is not merged again");
        coverage = rounds.coverage();
        UsageReading remembering = reading(store().reader());
        assertAllAgrees(remembering, from);

        for (PointBatch batch : late) {
            assertEquals(List.of(), store().writer().write(batch));
        }
        for (int writes = 0; writes < 4; writes++) {
            RoundsByHand killed = rounds(new WriterThatDies(store().writer(), writes));
            assertThrows(WriterThatDies.DeathException.class, killed::once);
        }
        now = now.plusSeconds(600);
        assertTrue(rounds.once() > 0, "late ones are merged again");

        coverage = rounds.coverage();
        assertAllAgrees(remembering, from);
    }

    /** What is asked for twice is answered from memory. */
    private void assertAllAgrees(UsageReading remembering, Instant from) {
        List<@Nullable Bucket> buckets = Arrays.asList(
                null, Bucket.DAY, Bucket.week(DayOfWeek.SUNDAY), Bucket.week(DayOfWeek.MONDAY), Bucket.MONTH);
        for (ZoneId zone : List.of(NEW_YORK, ZoneId.of("Asia/Kolkata"))) {
            for (By by : zone.equals(NEW_YORK)
                    ? List.of(By.NOTHING, By.BOROUGH, By.DISTRICT, By.WEEKDAY, By.KIOSK)
                    : List.of(By.NOTHING, By.WEEKDAY)) {
                for (Bucket bucket : buckets) {
                    for (Period period : List.of(
                            new Period(from, now, zone),
                            new Period(from.plusSeconds(86_399), now.minusSeconds(90_000), zone))) {
                        assertAgrees(remembering, request(period, by, bucket, UsageFilter.NONE));
                    }
                }
            }
        }
        for (String borough : List.of("Manhattan", "Bronx", "Staten Island", "unknown")) {
            UsageFilter filter = new UsageFilter(Set.of(), Set.of(borough), Set.of(), Set.of());
            for (By by : List.of(By.NOTHING, By.DISTRICT)) {
                for (Bucket bucket : Arrays.asList(null, Bucket.DAY)) {
                    assertAgrees(remembering, request(new Period(from, now, NEW_YORK), by, bucket, filter));
                }
            }
        }
    }

    private void assertAgrees(UsageReading remembering, UsageRequest request) {
        Coverage merged = coverage;
        coverage = Coverage.NONE;
        Map<String, DeviceCount> own = told(reading(store().reader()), request);
        coverage = merged;
        for (int times = 0; times < 3; times++) {
            assertEquals(own, told(remembering, request), request::toString);
        }
    }

    @Test
    void whatIsReadAheadNeedsNoSketch() throws Exception {
        LocalDate sunday = LocalDate.parse("2020-02-02");
        now = midnight(sunday.plusDays(24)).plusSeconds(3 * 3600); // a Wednesday
        List<PointBatch> late = new ArrayList<>();
        writeWeeks(sunday, 24, late);
        Instant moved = midnight(sunday.plusDays(3)).plusSeconds(1);
        registry.moves().enter("mn-07-1", place("Bronx"), PlaceChange.MOVE, moved, "ada", "");
        RoundsByHand rounds = rounds(store().writer());
        rounds.once();
        coverage = rounds.coverage();
        List<PointsQuestion> asked = new ArrayList<>();
        UsageReading remembering = reading(new PassingReader(store().reader()) {
            @Override
            public List<StoredPoint> points(PointsQuestion question) {
                asked.add(question);
                return super.points(question);
            }
        });
        List<Runnable> pieces = remembering.rememberDevices();
        assertEquals(4, pieces.size(), "weeks");
        pieces.forEach(Runnable::run);
        assertTrue(remembering.rememberedDevices() > 4 * 3, "numbers: " + remembering.rememberedDevices());
        assertEquals(List.of(), remembering.rememberDevices(), "there is no more");

        Instant from = midnight(sunday);
        Instant to = now;
        Instant week = midnight(sunday.plusWeeks(1));
        UsageFilter manhattan = new UsageFilter(Set.of(), Set.of("Manhattan"), Set.of(), Set.of());
        List<UsageRequest> requests = List.of(
                request(new Period(from, to, NEW_YORK), By.NOTHING, null, UsageFilter.NONE),
                request(new Period(week, to, NEW_YORK), By.BOROUGH, null, UsageFilter.NONE),
                request(new Period(week, to, NEW_YORK), By.NOTHING, Bucket.DAY, manhattan),
                request(new Period(week, to, NEW_YORK), By.DISTRICT, null, manhattan),
                request(new Period(week, to, NEW_YORK), By.NOTHING, Bucket.week(DayOfWeek.SUNDAY), manhattan));
        assertNoSketchIsRead(remembering, requests, asked);
        UsageRequest moving = request(new Period(from, week, NEW_YORK), By.BOROUGH, null, UsageFilter.NONE);
        assertAgrees(remembering, moving);
        asked.clear();
        told(remembering, moving);
        assertTrue(asked.stream().anyMatch(ClientsContract::isOfSketches), "of a week in which a kiosk was moved");

        assertEquals(List.of(), store().writer().write(late.get(0)));
        now = now.plusSeconds(600);
        rounds.once();
        coverage = rounds.coverage();
        assertAgrees(remembering, requests.get(1));
        remembering.rememberDevices().forEach(Runnable::run);
        assertNoSketchIsRead(remembering, requests, asked);

        assertEquals(List.of(), remembering.rememberDevices(), "what came late was read");
        registry.moves().enter("bx-01-1", place("Queens"), PlaceChange.MOVE, week.plusSeconds(90_000), "ada", "");
        requests.forEach(request -> assertAgrees(remembering, request));
        now = now.plus(Duration.ofHours(24)).plusSeconds(1);
        rounds.once();
        coverage = rounds.coverage();
        assertEquals(4, remembering.rememberDevices().size(), "what was read a day ago is read anew");
    }

    @Test
    void aWeekOfWhichADayIsNotMergedIsToldAsAWhole() throws Exception {
        LocalDate sunday = LocalDate.parse("2019-02-03");
        now = midnight(sunday.plusDays(8)).plusSeconds(3 * 3600);
        PointBatch batch = new PointBatch(64);
        for (int day : List.of(0, 1, 2, 4, 5, 6)) { // on Wednesday nobody came
            long at = midnight(sunday.plusDays(day + 1L)).toEpochMilli() - 1;
            for (String kiosk : KIOSKS) {
                addSketch(batch, kiosk, at, "n1", 30 * day, 60);
            }
        }
        assertEquals(List.of(), store().writer().write(batch));
        RoundsByHand rounds = rounds(store().writer());
        rounds.once();
        UsageReading remembering = reading(store().reader());
        for (int day : List.of(0, 3, 6)) {
            coverage = rounds.coverage();
            Instant lacking = midnight(sunday.plusDays(day));
            Period before = new Period(midnight(sunday), lacking, NEW_YORK);
            Period after = new Period(midnight(sunday.plusDays(day + 1L)), midnight(sunday.plusDays(7)), NEW_YORK);
            for (Period part : List.of(before, after)) {
                if (part.from().isBefore(part.to())) {
                    assertAgrees(remembering, request(part, By.BOROUGH, null, UsageFilter.NONE));
                    assertAgrees(remembering, request(part, By.NOTHING, null, UsageFilter.NONE));
                }
            }
            SortedMap<Instant, Seen> checked = new TreeMap<>(coverage.checked());
            checked.remove(lacking);
            coverage = new Coverage(coverage.days(), checked, coverage.reach(), coverage.end(), 1);
            Period week = new Period(midnight(sunday), now, NEW_YORK);
            assertAgrees(remembering, request(week, By.BOROUGH, null, UsageFilter.NONE));
            assertAgrees(remembering, request(week, By.NOTHING, null, UsageFilter.NONE));
            assertAgrees(remembering, request(week, By.NOTHING, Bucket.week(DayOfWeek.SUNDAY), UsageFilter.NONE));
        }
    }

    /** As of a kiosk that had too many devices for one. */
    @Test
    void aSketchThatEndsBeforeItsDayCountsOnThatDayByAnyClocks() throws Exception {
        LocalDate sunday = LocalDate.parse("2018-02-04");
        now = midnight(sunday.plusDays(8)).plusSeconds(3 * 3600);
        PointBatch batch = new PointBatch(64);
        for (int day = 0; day < 7; day++) {
            long at = midnight(sunday.plusDays(day + 1L)).toEpochMilli() - 1;
            addSketch(batch, "mn-05-1", at, "m1", 30 * day, 60);
            addSketch(batch, "odd-1", day == 2 ? at - 11 * 3_600_000 : at, "m1", 1000 * day, 100);
        }
        assertEquals(List.of(), store().writer().write(batch));
        RoundsByHand rounds = rounds(store().writer());
        rounds.once();
        coverage = rounds.coverage();
        UsageReading remembering = reading(store().reader());
        for (ZoneId zone : List.of(ZoneId.of("Asia/Kolkata"), NEW_YORK)) {
            Period period = new Period(midnight(sunday), midnight(sunday.plusDays(7)), zone);
            UsageRequest request = request(period, By.BOROUGH, Bucket.DAY, UsageFilter.NONE);
            Map<String, DeviceCount> first = told(remembering, request);
            assertEquals(14, first.size(), "days of two boroughs");
            assertEquals(first, told(remembering, request));
        }
        Period period = new Period(midnight(sunday), midnight(sunday.plusDays(7)), NEW_YORK);
        assertAgrees(remembering, request(period, By.BOROUGH, Bucket.DAY, UsageFilter.NONE));
    }

    private void assertNoSketchIsRead(
            UsageReading remembering, List<UsageRequest> requests, List<PointsQuestion> asked) {
        for (UsageRequest request : requests) {
            asked.clear();
            assertFalse(told(remembering, request).isEmpty(), request::toString);
            assertEquals(
                    List.of(),
                    asked.stream()
                            .filter(ClientsContract::isOfSketches)
                            .filter(question -> question.measurement() != Measurement.CLIENTS)
                            .toList(),
                    request::toString);
            assertAgrees(remembering, request);
        }
    }

    private static boolean isOfSketches(PointsQuestion question) {
        return question.fields().contains(Columns.SKETCH);
    }

    @Test
    void aYearIsToldWhenKiosksOwnSketchesAreGone() throws Exception {
        LocalDate sunday = LocalDate.parse("2024-01-07");
        int days = 20 * 7;
        for (int week = 0; week < 20; week += 5) { // as time goes by
            writeWeeks(sunday.plusWeeks(week), 5 * 7, new ArrayList<>());
            now = midnight(sunday.plusWeeks(week + 5L)).plusSeconds(3600);
            rounds(store().writer()).once();
        }
        RoundsByHand rounds = rounds(store().writer());
        rounds.once();
        Period period = new Period(midnight(sunday), midnight(sunday.plusDays(days)), NEW_YORK);
        Map<String, DeviceCount> own =
                told(store().reader(), Coverage.NONE, period, By.NOTHING, Bucket.week(DayOfWeek.SUNDAY));
        ReaderThatNotes reader = new ReaderThatNotes(store().reader());

        assertEquals(own, told(reader, rounds.coverage(), period, By.NOTHING, Bucket.week(DayOfWeek.SUNDAY)));
        assertEquals(20, own.size());
        DeviceCount whole =
                told(reader, rounds.coverage(), period, By.NOTHING, null).get("");
        assertEquals(20, whole == null ? 0 : whole.weeks());
        Map<String, DeviceCount> boroughs = told(reader, rounds.coverage(), period, By.BOROUGH, null);
        assertEquals(
                Set.of("Bronx", "Manhattan", "Queens", "unknown"),
                boroughs.keySet(),
                "of an area with two places nobody knows any more where");
        UsageReading remembering = reading(store().reader());
        for (By by : List.of(By.NOTHING, By.BOROUGH, By.DISTRICT, By.WEEKDAY)) {
            for (Bucket bucket : Arrays.asList(null, Bucket.DAY, Bucket.MONTH)) {
                UsageRequest request = request(period, by, bucket, UsageFilter.NONE);
                assertEquals(told(reading(store().reader()), request), told(remembering, request), request::toString);
                assertEquals(told(reading(store().reader()), request), told(remembering, request), request::toString);
            }
        }
        assertTrue(
                reader.of(Measurement.CLIENTS).compareTo(RETENTION.plusDays(8)) < 0,
                "kiosks' own sketches are asked for as far as they are kept: " + reader.of(Measurement.CLIENTS));
    }

    private void writeWeeks(LocalDate sunday, int days, List<PointBatch> late) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(11);
        PointBatch batch = new PointBatch(1024);
        PointBatch later = new PointBatch(1024);
        for (int day = 0; day < days; day++) {
            long at = midnight(sunday.plusDays(day + 1L)).toEpochMilli() - 1;
            for (String kiosk : KIOSKS) {
                boolean wrong = kiosk.equals("mn-05-2") && day == 9;
                String salt = wrong ? "zz" : "w" + Math.floorDiv(sunday.toEpochDay() + day + 4, 7);
                addSketch(random.nextInt(9) == 0 ? later : batch, kiosk, at, salt, random.nextInt(500), 60);
            }
            if (day == 20) {
                batch.begin(Measurement.CLIENTS).tag(Columns.KIOSK, "mn-05-9").field(Columns.SEQ, 1);
                batch.field(Columns.SALT, "w1")
                        .field(Columns.SKETCH, "bm9uZQ==")
                        .end(at * 1_000_000);
            }
        }
        assertEquals(List.of(), store().writer().write(batch));
        late.add(later);
    }

    private static void addSketch(PointBatch batch, String kiosk, long at, String salt, int first, int devices) {
        CpcSketch sketch = new CpcSketch(ClientSketch.LG_K);
        for (int device = first; device < first + devices; device++) {
            sketch.update(salt + device);
        }
        batch.begin(Measurement.CLIENTS)
                .tag(Columns.KIOSK, kiosk)
                .field(Columns.SEQ, 1)
                .field(Columns.SALT, salt)
                .field(Columns.DURATION, 86_400)
                .field(Columns.SKETCH, Base64.getEncoder().encodeToString(sketch.toByteArray()))
                .end(at * 1_000_000);
    }

    /** Rounded to tens, which these estimates are near enough to. */
    private Map<String, Long> devices(Instant from, Instant to, By by, @Nullable Bucket bucket) {
        Map<String, Long> devices = new TreeMap<>();
        told(store().reader(), Coverage.NONE, new Period(from, to, NEW_YORK), by, bucket)
                .forEach((key, clients) -> devices.put(
                        key + (clients.weeks() > 1 ? " in " + clients.weeks() + " weeks" : ""),
                        Math.round(clients.estimate() / 10.0) * 10));
        return devices;
    }

    private Map<String, DeviceCount> told(
            PointReader reader, Coverage coverage, Period period, By by, @Nullable Bucket bucket) {
        return told(reader, coverage, period, by, bucket, UsageFilter.NONE);
    }

    private Map<String, DeviceCount> told(
            PointReader reader, Coverage covered, Period period, By by, @Nullable Bucket bucket, UsageFilter filter) {
        coverage = covered;
        return told(reading(reader), request(period, by, bucket, filter));
    }

    private static Map<String, DeviceCount> told(UsageReading reading, UsageRequest request) {
        Map<String, DeviceCount> told = new TreeMap<>();
        for (UsageAnswer.Row row : reading.answer(request).rows()) {
            DeviceCount clients = row.used().clients();
            if (clients != null) {
                told.put(row.key() + (row.start() == null ? "" : " " + row.start()), clients);
            }
        }
        return told;
    }

    private UsageReading reading(PointReader reader) {
        return new UsageReading(reader, registry, () -> coverage, clock, NEW_YORK, Duration.ofDays(60));
    }

    private static UsageRequest request(Period period, By by, @Nullable Bucket bucket, UsageFilter filter) {
        return new UsageRequest(
                List.of(UsedService.WIFI), period, new Grouping(by, bucket), filter, List.of(Measure.CLIENTS), 0, null);
    }

    private static Place place(String borough) {
        return new Place(40.8, -73.8, borough, "201", "", "");
    }

    private RoundsByHand rounds(PointWriter writer) {
        return new RoundsByHand(
                store().reader(), writer, clock, new Retention(RETENTION, Duration.ofDays(400)), NEW_YORK);
    }

    private void register(String id, String borough, String district) {
        Place place = new Place(40.7, -73.9, borough, district, "", "");
        registry.put(new Kiosk(id, Lifecycle.ACTIVE, "", place, null, null, Origin.DISCOVERED));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(NEW_YORK).toInstant();
    }
}
