package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.curbline.program.http.Period;
import org.curbline.program.http.ProblemException;
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
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.telemetry.UseLedger.Use;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Comparison;
import org.curbline.telemetry.place.KioskPlaces;
import org.curbline.telemetry.place.Places;
import org.curbline.telemetry.rollup.Coverage;
import org.curbline.telemetry.rollup.RoundsByHand;
import org.curbline.telemetry.usage.Measure;
import org.curbline.telemetry.usage.UsageAnswer;
import org.curbline.telemetry.usage.UsageExport;
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

/**
 * Usage is, to the last byte, what was stored, however late and however often it came, and however rolling it up went:
 * for every store. Each test has a time of its own, as the store is shared between them.
 */
abstract class UsageContract {
    static {
        SketchLibrary.load();
    }

    private static final Duration RETENTION = Duration.ofDays(14);
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final List<ZoneId> ZONES = List.of(NEW_YORK, ZoneId.of("Asia/Kolkata"), ZoneId.of("Europe/Berlin"));

    private final UseLedger ledger = new UseLedger(new Random(7));
    private Instant now = Instant.EPOCH;
    private final InstantSource clock = () -> now;
    private KioskRegistry registry;
    private RoundsByHand rounds;
    private int moved;

    protected abstract TelemetryStore store();

    @BeforeEach
    void register() {
        registry = RegistryInMemory.open(clock);
        register("mn-1", "Manhattan", "101");
        register("mn-2", "Manhattan", "105");
        register("bx-1", "Bronx", "201");
        rounds = rounds(store().writer(), NEW_YORK);
    }

    private RoundsByHand rounds(PointWriter writer, ZoneId zone) {
        return new RoundsByHand(store().reader(), writer, clock, new Retention(RETENTION, Duration.ofDays(400)), zone);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    /** The clocks of Berlin and New York go back, a month ends, and India is half an hour off. */
    @Test
    void totalsAreWhatWasStoredAtEveryGrainHoweverLateItCame() throws Exception {
        Instant from = Instant.parse("2026-10-23T00:00:00Z");
        now = Instant.parse("2026-11-03T10:20:00Z");
        makeUp(600, from, now);
        List<Use> uses = ledger.uses();

        write(uses.subList(0, 300));
        assertFalse(rounds.coverage().isOfAllPoints());
        assertTrue(rounds.once() > 200, "hours are made");
        assertTrue(rounds.coverage().isOfAllPoints());
        now = now.plusSeconds(600);
        assertEquals(0, rounds.once(), "what is made is not made again");
        assertEquals(0, rounds(store().writer(), NEW_YORK).once(), "nor elsewhere");

        write(uses.subList(150, 400)); // half of them a repeat
        for (int writes = 0; writes < 12; writes++) {
            RoundsByHand killed = rounds(new WriterThatDies(store().writer(), writes), NEW_YORK);
            assertThrows(WriterThatDies.DeathException.class, killed::once);
        }
        write(uses.subList(400, 600));
        now = now.plusSeconds(600);
        assertTrue(rounds.once() > 50, "late events make hours again");

        for (ZoneId zone : ZONES) {
            for (By by : zone.equals(NEW_YORK) ? List.of(By.values()) : List.of(By.HOUR_OF_DAY, By.WEEKDAY)) {
                assertAgrees(from, now, zone, by, null);
                assertAgrees(from.plusMillis(1), now.minusSeconds(86_399), zone, by, null);
            }
            for (Bucket bucket : List.of(
                    Bucket.HOUR,
                    Bucket.DAY,
                    Bucket.week(DayOfWeek.SUNDAY),
                    Bucket.week(DayOfWeek.WEDNESDAY),
                    Bucket.MONTH)) {
                assertAgrees(from, now, zone, By.NOTHING, bucket);
                assertAgrees(from.plusSeconds(1801), now, zone, By.BOROUGH, bucket);
            }
        }
    }

    /** Each waits for the other with its first rows in its hands. */
    @Test
    void whatIsRolledUpTwoAtOnceIsWhatWasStored() throws Exception {
        now = Instant.parse("2018-06-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(10));
        makeUp(800, from, now);
        write(ledger.uses());
        ReadersThatMeet two = new ReadersThatMeet(store().reader());
        RoundsByHand both = new RoundsByHand(
                two, store().writer(), clock, new Retention(RETENTION, Duration.ofDays(400)), NEW_YORK);
        assertTrue(both.once() > 200);
        assertTrue(two.haveMet());
        for (By by : List.of(By.KIOSK, By.KIND)) {
            assertAgrees(from, now, by, both.coverage());
        }
        assertEquals(0, rounds(store().writer(), NEW_YORK).once(), "and all of it");
    }

    private void assertAgrees(Instant from, Instant to, By by, Coverage coverage) {
        for (Bucket bucket : List.of(Bucket.HOUR, Bucket.DAY)) {
            assertEquals(
                    ledger.expected(from, to, key(By.NOTHING, NEW_YORK), use -> UseLedger.start(use, bucket, NEW_YORK)),
                    told(answer(store().reader(), coverage, request(from, to, NEW_YORK, By.NOTHING, bucket))));
        }
        assertEquals(
                ledger.expected(from, to, key(by, NEW_YORK), null),
                told(answer(store().reader(), coverage, request(from, to, NEW_YORK, by, null))));
    }

    /**
     * What is remembered of kiosks holds no longer than the store knows better, and saves asking about each of them.
     */
    @Test
    void whatIsRememberedOfKiosksIsWhatIsStored() throws Exception {
        Instant from = Instant.parse("2029-10-27T04:00:00Z");
        now = Instant.parse("2029-11-06T10:20:00Z");
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());
        UsageReading remembering =
                new UsageReading(notes, registry, () -> rounds.coverage(), clock, NEW_YORK, RETENTION);
        for (int some : List.of(300, 1, 2, 40, 1, 256)) {
            int before = ledger.uses().size();
            makeUp(some, from, now);
            write(ledger.uses().subList(before, ledger.uses().size()));
            if (some == 2) {
                move("mn-1", "Bronx", "201", "2029-10-30T15:30:00Z");
            }
            now = now.plusSeconds(600);
            assertTrue(rounds.once() > 0);
            assertRemembers(remembering, from);
            remembering.remember().forEach(Runnable::run);
            notes.forget();
            assertRemembers(remembering, from);
            assertEquals(List.of(), remembering.remember(), "there is no more");
            for (UsedService service : UsedService.used()) { // one by one, as a map asks
                notes.forget();
                UsageRequest all = request(from, now, NEW_YORK, By.KIOSK, null);
                UsageRequest one = new UsageRequest(
                        List.of(service), all.period(), all.grouping(), all.filter(), all.measures(), 0, null);
                remembering.answer(one);
                assertEquals(Duration.ZERO, notes.of(Measurement.USAGE_KIOSK_DAY), service::word);
                assertTrue(notes.of(Measurement.USAGE_CITY_DAY).toDays() > 8, service::word);
            }
        }
        assertEquals(600, ledger.uses().size());
    }

    private void assertRemembers(UsageReading remembering, Instant from) {
        for (By by : List.of(By.KIOSK, By.BOROUGH)) {
            Map<String, List<Long>> expected = ledger.expected(from, now, key(by, NEW_YORK), null);
            UsageRequest all = request(from, now, NEW_YORK, by, null);
            assertEquals(expected, told(remembering.answer(all)), () -> "all by " + by);
            for (Measure measure : Measure.usual()) {
                UsageRequest one = new UsageRequest(
                        all.services(), all.period(), all.grouping(), all.filter(), List.of(measure), 0, null);
                Map<String, List<Long>> only = new TreeMap<>(expected);
                only.replaceAll((key, sums) -> only(Measure.usual().indexOf(measure), sums));
                assertEquals(only, told(remembering.answer(one)), () -> measure + " by " + by);
            }
        }
    }

    /** How many, and that sum. */
    private static List<Long> only(int told, List<Long> sums) {
        List<Long> only = new ArrayList<>();
        for (int i = 0; i < sums.size(); i++) {
            only.add(i == 0 || i == told ? sums.get(i) : Long.valueOf(0));
        }
        return only;
    }

    @Test
    void whatCameLateIsCountedOutOfTurnWhenThatIsAskedFor() throws Exception {
        now = Instant.parse("2025-12-03T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(10));
        makeUp(100, from, from.plus(Duration.ofDays(5)));
        rounds.once();
        write(ledger.uses());
        now = now.plusSeconds(1);
        assertEquals(0, rounds.once(), "days of a week ago have their turn later");
        rounds.lookAgain(now);
        assertTrue(rounds.once() > 50);
        assertAgrees(from, now, NEW_YORK, By.KIOSK, null);
        assertEquals(
                now,
                answer(store().reader(), rounds.coverage(), request(from, now, NEW_YORK, By.KIOSK, null))
                        .asOf());
    }

    @Test
    void theRestOfTheFigureIsNotAskedOfThePoints() throws Exception {
        now = Instant.parse("2025-06-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(10));
        makeUp(200, from, now);
        write(ledger.uses());
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());

        answer(notes, Coverage.NONE, request(from, now, NEW_YORK, By.NOTHING, Bucket.DAY));
        assertEquals(10 * 24, notes.ofPoints().toHours(), "as long as nothing is rolled up");
        rounds.once();
        notes.forget();
        UsageAnswer answer = answer(notes, rounds.coverage(), request(from, now, NEW_YORK, By.NOTHING, Bucket.DAY));
        assertEquals(60, notes.ofPoints().toMinutes(), "of the first hour 40, of this one 20");
        assertEquals(9, notes.of(Measurement.USAGE_CITY_DAY).toDays());
        assertEquals(23, notes.of(Measurement.USAGE_CITY_HOUR).toHours(), "of the first day 17, of this one 6");
        assertEquals(Duration.ZERO, notes.of(Measurement.USAGE_AREA_HOUR), "area by area it costs more");
        assertEquals(Duration.ZERO, notes.of(Measurement.USAGE_HOUR), "kiosk by kiosk it costs most");
        assertEquals(now, answer.asOf());
        now = now.plusSeconds(3600);
        assertEquals(
                now.minusSeconds(3600),
                answer(notes, rounds.coverage(), request(from, now, NEW_YORK, By.NOTHING, null))
                        .asOf(),
                "a round that was an hour ago");
    }

    @Test
    void daysOfKiosksAreAskedKindByKindOnlyWhereKindsAreMeant() throws Exception {
        now = Instant.parse("2018-06-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(10));
        makeUp(200, from, now);
        write(ledger.uses());
        rounds.once();
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());

        answer(notes, rounds.coverage(), request(from, now, NEW_YORK, By.KIOSK, Bucket.DAY));
        assertEquals(9, notes.of(Measurement.USAGE_KIOSK_DAY).toDays());
        assertEquals(Duration.ZERO, notes.of(Measurement.USAGE_DAY), "kind by kind it costs more");
        notes.forget();
        UsageRequest plain = request(from, now, NEW_YORK, By.KIOSK, Bucket.DAY);
        UsageFilter one = new UsageFilter(Set.of("mn-1"), Set.of(), Set.of(), Set.of("one"));
        for (UsageRequest kinds : List.of(
                new UsageRequest(plain.services(), plain.period(), plain.grouping(), one, plain.measures(), 0, null),
                new UsageRequest(
                        plain.services(),
                        plain.period(),
                        new Grouping(By.KIND, null),
                        new UsageFilter(Set.of("mn-1"), Set.of(), Set.of(), Set.of()),
                        plain.measures(),
                        0,
                        null))) {
            answer(notes, rounds.coverage(), kinds);
            assertEquals(9, notes.of(Measurement.USAGE_DAY).toDays());
            assertEquals(Duration.ZERO, notes.of(Measurement.USAGE_KIOSK_DAY));
            notes.forget();
        }
    }

    /** An older version made kiosks' days of each kind, and none of all kinds together. */
    @Test
    void daysThatOnlyLackAKiosksWholeAreMadeAfterAStart() throws Exception {
        now = Instant.parse("2017-06-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(3));
        makeUp(60, from, now);
        write(ledger.uses());
        rounds.once();
        Instant day = UseLedger.start(ledger.uses().get(0), Bucket.DAY, NEW_YORK);
        PointBatch batch = new PointBatch(1024);
        for (String kiosk : List.of("mn-1", "mn-2", "bx-1", "nobody-knows")) {
            for (UsedService service : UsedService.used()) {
                batch.begin(Measurement.USAGE_KIOSK_DAY)
                        .tag(Columns.KIOSK, kiosk)
                        .tag(Columns.SERVICE, service.word())
                        .tag(Columns.ZONE, NEW_YORK.getId())
                        .field(Columns.USES, 0)
                        .end(day.getEpochSecond() * 1_000_000_000L);
            }
        }
        assertEquals(List.of(), store().writer().write(batch));

        now = now.plusSeconds(30);
        assertEquals(0, rounds.once(), "not counted in every round");
        RoundsByHand started = rounds(store().writer(), NEW_YORK);
        assertTrue(started.once() > 0);
        assertEquals(
                ledger.expected(from, now, Use::kiosk, null),
                told(answer(store().reader(), started.coverage(), request(from, now, NEW_YORK, By.KIOSK, null))));
    }

    @Test
    void daysOfEachKindAreCountedAsLongAsThereArePoints() throws Exception {
        now = Instant.parse("2013-06-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(3));
        makeUp(60, from, now);
        write(ledger.uses());
        rounds.once();
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());
        spoilDayOfEachKind(UseLedger.start(ledger.uses().get(0), Bucket.DAY, NEW_YORK));
        RoundsByHand started = new RoundsByHand(
                notes, store().writer(), clock, new Retention(RETENTION, Duration.ofDays(400)), NEW_YORK);
        assertTrue(started.once() > 0, "another service may have written it last, and less");
        assertEquals(
                ledger.expected(from, now, Use::kind, null),
                told(answer(store().reader(), started.coverage(), request(from, now, NEW_YORK, By.KIND, null))));

        now = now.plus(Duration.ofDays(1));
        started.once(); // the last day is over
        now = now.plus(Duration.ofDays(20));
        notes.forget();
        started = new RoundsByHand(
                notes, store().writer(), clock, new Retention(RETENTION, Duration.ofDays(400)), NEW_YORK);
        assertEquals(0, started.once());
        assertTrue(notes.of(Measurement.USAGE_KIOSK_DAY).toDays() > 2);
        assertEquals(Duration.ZERO, notes.of(Measurement.USAGE_DAY), "they are more series");
    }

    private void spoilDayOfEachKind(Instant day) throws InterruptedException {
        PointBatch batch = new PointBatch(1024);
        for (Use use : ledger.uses()) {
            batch.begin(Measurement.USAGE_DAY)
                    .tag(Columns.KIND, use.kind())
                    .tag(Columns.KIOSK, use.kiosk())
                    .tag(Columns.SERVICE, use.service().word())
                    .tag(Columns.ZONE, NEW_YORK.getId())
                    .field(Columns.USES, 0)
                    .end(day.getEpochSecond() * 1_000_000_000L);
        }
        assertEquals(List.of(), store().writer().write(batch));
    }

    @Test
    void rollupsOutliveThePoints() throws Exception {
        now = Instant.parse("2024-03-01T00:20:00Z");
        makeUp(100, now.minus(Duration.ofDays(3)), now);
        write(ledger.uses());
        rounds.once();
        Instant from = now.minus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS);
        Instant to = now.truncatedTo(ChronoUnit.HOURS);
        Map<String, List<Long>> then = ledger.expected(from, to, use -> use.kiosk(), null);

        now = now.plus(Duration.ofDays(300));
        rounds.once();
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());
        UsageAnswer answer = answer(notes, rounds.coverage(), request(from, to, NEW_YORK, By.KIOSK, null));

        assertEquals(then, told(answer));
        assertEquals(Duration.ZERO, notes.ofPoints());

        UsageRequest all = request(from, to, NEW_YORK, By.KIOSK, null);
        assertEquals(then, told(answer(notes, rounds(store().writer(), NEW_YORK).coverage(), all)), "after a start");

        ZoneId kolkata = ZoneId.of("Asia/Kolkata");
        assertEquals(then, told(answer(notes, rounds.coverage(), request(from, to, kolkata, By.KIOSK, null))));
        assertRefused("zone", request(from, to, kolkata, By.KIOSK, Bucket.MONTH));
        assertRefused("zone", request(from, now, kolkata, By.WEEKDAY, null));
        UsageReading reading =
                new UsageReading(store().reader(), registry, rounds::coverage, clock, kolkata, RETENTION);
        UsageRequest byDays = request(from, to, kolkata, By.KIOSK, Bucket.DAY);
        assertFalse(reading.asFarAsKept(byDays).rows().isEmpty(), "what a store has not taken away yet");
        assertRefused("from", request(from.plusSeconds(1_800), to, NEW_YORK, By.KIOSK, null));
        assertRefused("from", request(from, to.minusSeconds(1), NEW_YORK, By.NOTHING, Bucket.DAY));

        ZoneId berlin = ZoneId.of("Europe/Berlin");
        RoundsByHand elsewhere = rounds(store().writer(), berlin);
        assertTrue(elsewhere.once() >= 8, "two days of four services are made of hours that are there");
        notes.forget();
        UsageAnswer days = answer(notes, elsewhere.coverage(), request(from, to, berlin, By.BOROUGH, Bucket.DAY));
        assertEquals(
                ledger.expected(from, to, this::borough, use -> UseLedger.start(use, Bucket.DAY, berlin)), told(days));
        assertTrue(notes.of(Measurement.USAGE_AREA_DAY).toDays() >= 2, "and are asked");
    }

    /** Where the clocks of a city are not whole hours off UTC, and in one case are put back: at every grain. */
    @Test
    void rollupsOutliveThePointsWhereHoursAreTheCitysOwn() throws Exception {
        Map<String, String> times = Map.of(
                "Asia/Kolkata", "2007-04-10T10:20:00Z",
                "Asia/Kathmandu", "2005-04-10T10:20:00Z",
                "Australia/Adelaide", "2028-04-05T10:20:00Z");
        for (Map.Entry<String, String> each : times.entrySet()) {
            ZoneId city = ZoneId.of(each.getKey());
            now = Instant.parse(each.getValue());
            ledger.uses().clear();
            makeUp(300, now.minus(Duration.ofDays(10)), now);
            write(ledger.uses());
            rounds = rounds(store().writer(), city);
            assertTrue(rounds.once() > 100);
            Instant from = Bucket.HOUR.start(now.minus(Duration.ofDays(9)), city);
            Instant to = Bucket.HOUR.start(now, city);
            assertAtEveryGrain(from, now, city);
            assertEquals(0, rounds(store().writer(), city).once(), "nothing is made anew after a start");

            now = now.plus(Duration.ofDays(1));
            rounds.once();
            now = now.plus(Duration.ofDays(100));
            rounds.once();
            ReaderThatNotes notes = new ReaderThatNotes(store().reader());
            answer(notes, rounds.coverage(), request(from, to, city, By.KIOSK, Bucket.DAY));
            assertEquals(Duration.ZERO, notes.ofPoints());
            assertEquals(8, notes.of(Measurement.USAGE_KIOSK_DAY).toDays());
            assertAtEveryGrain(from, to, city);
            assertRefused("zone", request(from, to, NEW_YORK, By.NOTHING, Bucket.DAY));
            assertRefused("zone", request(from, to, ZoneOffset.UTC, By.HOUR_OF_DAY, null));
            assertRefused("from", request(from.truncatedTo(ChronoUnit.HOURS), to, city, By.KIOSK, null));
            assertRemembersKiosksOf(city);
        }
    }

    private void assertAtEveryGrain(Instant from, Instant to, ZoneId zone) {
        for (By by : By.values()) {
            assertAgrees(from, to, zone, by, null);
        }
        for (Bucket bucket : List.of(Bucket.HOUR, Bucket.DAY, Bucket.week(DayOfWeek.SUNDAY), Bucket.MONTH)) {
            assertAgrees(from, to, zone, By.NOTHING, bucket);
            assertAgrees(from, to, zone, By.KIOSK, bucket);
        }
    }

    private void assertRemembersKiosksOf(ZoneId city) throws InterruptedException {
        ledger.uses().clear();
        makeUp(100, now.minus(Duration.ofDays(4)), now);
        write(ledger.uses());
        now = now.plusSeconds(600);
        rounds.once();
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());
        UsageReading remembering = new UsageReading(notes, registry, () -> rounds.coverage(), clock, city, RETENTION);
        remembering.remember().forEach(Runnable::run);
        for (Duration asked : List.of(Duration.ofDays(1), Duration.ofDays(4))) {
            notes.forget();
            Instant from = now.minus(asked);
            UsageRequest all = request(from, now, city, By.KIOSK, null);
            UsageRequest one = new UsageRequest(
                    all.services(), all.period(), all.grouping(), all.filter(), List.of(Measure.COUNT), 0, null);
            Map<String, List<Long>> expected = ledger.expected(from, now, Use::kiosk, null);
            expected.replaceAll((key, sums) -> only(0, sums));
            assertEquals(expected, told(remembering.answer(one)));
            assertEquals(Duration.ZERO, notes.of(Measurement.USAGE_KIOSK_DAY));
            assertEquals(asked.toDays() > 2, !notes.of(Measurement.USAGE_HOUR).isZero(), "hours of two days are kept");
        }
    }

    /** An older version rolled up hours of UTC everywhere, and another city's service may have begun. */
    @Test
    void hoursGoOnAsTheyAreInTheStore() throws Exception {
        ZoneId kolkata = ZoneId.of("Asia/Kolkata");
        Map<ZoneId, ZoneId> secondsAndFirsts = Map.of(kolkata, ZoneOffset.UTC, NEW_YORK, kolkata);
        Instant time = Instant.parse("2002-06-10T10:40:00Z");
        for (Map.Entry<ZoneId, ZoneId> each : secondsAndFirsts.entrySet()) {
            ZoneId second = each.getKey();
            ZoneId first = each.getValue();
            time = time.minus(Duration.ofDays(800));
            now = time;
            Instant from = now.minus(Duration.ofDays(5));
            ledger.uses().clear();
            makeUp(200, from, now);
            write(ledger.uses().subList(0, 100));
            assertTrue(rounds(store().writer(), first).once() > 0);
            write(ledger.uses().subList(100, 200));
            rounds = rounds(store().writer(), second);
            assertTrue(rounds.once() > 0);
            for (ZoneId zone : List.of(first, second)) {
                assertAtEveryGrain(from, now, zone);
            }

            Instant whole = Bucket.HOUR.start(from, first).plusSeconds(3600);
            Instant to = Bucket.HOUR.start(now, first);
            now = now.plus(Duration.ofDays(1));
            rounds.once();
            now = now.plus(Duration.ofDays(100));
            rounds.once();
            assertAgrees(whole, to, second, By.KIOSK, null);
            assertAtEveryGrain(whole, to, first);
            assertRefused("zone", request(whole, to, second, By.NOTHING, Bucket.DAY));
        }
    }

    /** Less than there was would be answered. */
    private void assertRefused(String parameter, UsageRequest request) {
        ProblemException refused =
                assertThrows(ProblemException.class, () -> answer(store().reader(), rounds.coverage(), request));
        assertEquals(400, refused.problem().status());
        assertEquals(parameter, refused.problem().parameter());
    }

    /** It knew no rollups of the city. */
    @Test
    void whatAnOlderVersionHasRolledUpIsAnsweredAtOnceAndSummedUp() throws Exception {
        now = Instant.parse("2020-06-20T10:20:00Z");
        Instant hour = Instant.parse("2020-03-10T15:00:00Z");
        PointBatch batch = new PointBatch(1024);
        for (String area : List.of("mn", "bx")) {
            batch.begin(Measurement.USAGE_AREA_HOUR)
                    .tag(Columns.AREA, area)
                    .tag(Columns.KIND, "open")
                    .tag(Columns.SERVICE, "wifi")
                    .field(Columns.USES, 3)
                    .field(Columns.DOWN, 40)
                    .end(hour.getEpochSecond() * 1_000_000_000L);
        }
        assertEquals(List.of(), store().writer().write(batch));
        UsageRequest asked = request(hour, hour.plusSeconds(3600), NEW_YORK, By.NOTHING, null);
        Map<String, List<Long>> all = Map.of("wifi||null", List.of(6L, 0L, 80L, 0L, 0L));

        Coverage recent = new Coverage(
                rounds.coverage().days(), new TreeMap<>(Map.of(now, new Coverage.Seen(now, false))), now, now, 0);
        assertEquals(all, told(answer(store().reader(), recent, asked)), "before it was looked at");
        rounds.once();
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());
        assertEquals(all, told(answer(notes, rounds.coverage(), asked)));
        assertEquals(1, notes.of(Measurement.USAGE_CITY_HOUR).toHours());
    }

    /** Days before anything is stored are passed over; they were, when this comes. */
    @Test
    void whatIsOlderThanEverythingElseIsRolledUpWhenItComes() throws Exception {
        now = Instant.parse("2016-06-20T10:20:00Z");
        makeUp(60, now.minus(Duration.ofDays(2)), now);
        write(ledger.uses());
        assertTrue(rounds.once() > 0);
        assertTrue(rounds.coverage().isOfAllPoints());

        for (int days : List.of(4, 9, 12)) {
            int before = ledger.uses().size();
            makeUp(60, now.minus(Duration.ofDays(days)), now.minus(Duration.ofDays(days - 1)));
            write(ledger.uses().subList(before, before + 60));
            now = now.plusSeconds(600);
            assertTrue(rounds.once() > 0, "what came late is made");
            assertAgrees(now.minus(Duration.ofDays(13)), now, NEW_YORK, By.KIOSK, Bucket.DAY);
        }
        Instant hour = now.minus(Duration.ofDays(300)).truncatedTo(ChronoUnit.HOURS);
        PointBatch batch = new PointBatch(1024);
        batch.begin(Measurement.USAGE_AREA_HOUR) // carried over from elsewhere
                .tag(Columns.AREA, "mn")
                .tag(Columns.KIND, "one")
                .tag(Columns.SERVICE, "call")
                .field(Columns.USES, 3)
                .end(hour.getEpochSecond() * 1_000_000_000L);
        assertEquals(List.of(), store().writer().write(batch));
        assertTrue(rounds(store().writer(), NEW_YORK).once() > 0, "after a start");
    }

    /** Another service read an hour earlier than this one, and wrote it later. */
    @Test
    void rowsThatAreOverwrittenByOlderOnesAreSeenWithinMinutes() throws Exception {
        now = Instant.parse("2019-06-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.HOURS);
        makeUp(50, from, now);
        write(ledger.uses());
        rounds.once();
        Use use = ledger.uses().stream()
                .filter(each -> each.at().isBefore(now.truncatedTo(ChronoUnit.HOURS)))
                .findFirst()
                .orElseThrow();
        PointBatch batch = new PointBatch(1024);
        batch.begin(Measurement.USAGE_HOUR)
                .tag(Columns.KIND, use.kind())
                .tag(Columns.KIOSK, use.kiosk())
                .tag(Columns.SERVICE, use.service().word())
                .field(Columns.USES, 0)
                .end(use.at().truncatedTo(ChronoUnit.HOURS).getEpochSecond() * 1_000_000_000L);
        assertEquals(List.of(), store().writer().write(batch));

        now = now.plusSeconds(30);
        assertEquals(0, rounds.once(), "kiosks' hours are not counted in every round");
        now = now.plusSeconds(300);
        assertTrue(rounds.once() > 0);
        assertAgrees(from, now, NEW_YORK, By.KIOSK, Bucket.HOUR);
    }

    @Test
    void aStoreThatIsTooSlowForMuchIsAskedForLess() throws Exception {
        now = Instant.parse("2021-06-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(10));
        makeUp(200, from, now);
        write(ledger.uses());
        ReaderThatNotes slow = new ReaderThatNotes(store().reader());
        slow.answerNoLongerThan(Duration.ofDays(2));
        RoundsByHand patient =
                new RoundsByHand(slow, store().writer(), clock, new Retention(RETENTION, RETENTION), NEW_YORK);
        boolean over = false;
        for (int tries = 0; !over; tries++) {
            assertTrue(tries < 20, "it goes on");
            try {
                patient.once();
                over = true;
            } catch (PointReader.StoreUnavailableException e) {
                now = now.plusSeconds(60); // and is tried again
            }
        }
        slow.forget();
        slow.answerNoLongerThan(RETENTION);
        UsageRequest asked = request(from, now, NEW_YORK, By.KIOSK, null);
        assertEquals(ledger.expected(from, now, Use::kiosk, null), told(answer(slow, patient.coverage(), asked)));
        assertTrue(slow.ofPoints().compareTo(Duration.ofHours(2)) < 0, "of hours that are over points are not asked");
    }

    @Test
    void comparesBucketByBucketAndKeepsTheTop() throws Exception {
        now = Instant.parse("2023-03-20T00:00:00Z");
        Instant from = Instant.parse("2023-03-13T04:00:00Z");
        makeUp(400, now.minus(Duration.ofDays(13)), now);
        write(ledger.uses());
        rounds.once();
        Instant to = Instant.parse("2023-03-18T04:00:00Z");
        UsageRequest days = request(from, to, NEW_YORK, By.NOTHING, Bucket.DAY);
        UsageRequest compared = new UsageRequest(
                days.services(),
                days.period(),
                days.grouping(),
                days.filter(),
                days.measures(),
                0,
                Comparison.PREVIOUS);
        Map<String, List<Long>> before = ledger.expected(
                Instant.parse("2023-03-08T05:00:00Z"), // an hour later than it is five times 24 hours before
                from,
                use -> "",
                use -> UseLedger.start(use, Bucket.DAY, NEW_YORK)
                        .atZone(NEW_YORK)
                        .plusDays(5)
                        .toInstant());

        UsageAnswer answer = answer(store().reader(), rounds.coverage(), compared);
        assertEquals(
                ledger.expected(from, to, use -> "", use -> UseLedger.start(use, Bucket.DAY, NEW_YORK)), told(answer));
        assertEquals(before, told(answer, UsageAnswer.Row::previous));

        UsageRequest kiosks = request(from, to, NEW_YORK, By.KIOSK, null);
        UsageRequest top = new UsageRequest(
                kiosks.services(), kiosks.period(), kiosks.grouping(), kiosks.filter(), kiosks.measures(), 2, null);
        Map<String, List<Long>> all = ledger.expected(from, to, Use::kiosk, null);
        for (UsedService service : UsedService.used()) {
            List<Long> counts = all.entrySet().stream()
                    .filter(row -> row.getKey().startsWith(service.word()))
                    .map(row -> row.getValue().get(0))
                    .sorted((a, b) -> Long.compare(b, a))
                    .limit(2)
                    .toList();
            assertEquals(
                    counts,
                    answer(store().reader(), rounds.coverage(), top).rows().stream()
                            .filter(row -> row.service() == service)
                            .map(row -> row.used().count())
                            .toList());
        }
    }

    @Test
    void filtersByPlaceAndKind() throws Exception {
        now = Instant.parse("2022-05-20T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(10));
        makeUp(300, from, now);
        write(ledger.uses());
        rounds.once();
        Instant to = now;
        Map<UsageFilter, Function<Use, Boolean>> filters = Map.of(
                new UsageFilter(Set.of(), Set.of("Manhattan"), Set.of(), Set.of()),
                use -> use.kiosk().startsWith("mn"),
                new UsageFilter(Set.of(), Set.of(), Set.of("105", "201"), Set.of()),
                use -> Set.of("mn-2", "bx-1").contains(use.kiosk()),
                new UsageFilter(Set.of(), Set.of(Places.UNKNOWN), Set.of(), Set.of()),
                use -> use.kiosk().equals("nobody-knows"),
                new UsageFilter(Set.of("mn-1", "bx-1"), Set.of("Bronx"), Set.of(), Set.of("one")),
                use -> use.kiosk().equals("bx-1") && use.kind().equals("one"),
                new UsageFilter(Set.of(), Set.of("Atlantis"), Set.of(), Set.of()),
                use -> false);
        filters.forEach((filter, takes) -> {
            UsageRequest plain = request(from, to, NEW_YORK, By.KIND, null);
            UsageRequest filtered = new UsageRequest(
                    plain.services(), plain.period(), plain.grouping(), filter, plain.measures(), 0, null);
            UseLedger taken = new UseLedger(new Random());
            ledger.uses().stream().filter(takes::apply).forEach(taken.uses()::add);
            assertEquals(
                    taken.expected(from, to, Use::kind, null),
                    told(answer(store().reader(), rounds.coverage(), filtered)),
                    filter::toString);
        });
    }

    /**
     * One moves within an hour, one away and back, one at midnight, and one to where all others of its area are not.
     */
    @Test
    void whatWasUsedCountsWhereTheKioskStoodThen() throws Exception {
        now = Instant.parse("2020-11-10T10:20:00Z");
        Instant from = now.minus(Duration.ofDays(12));
        makeUp(900, from, now);
        write(ledger.uses());
        rounds.once();
        move("mn-2", "Bronx", "202", "2020-11-03T16:25:00.001Z");
        move("mn-1", "Queens", "401", "2020-10-31T22:00:00Z");
        move("mn-1", "Manhattan", "101", "2020-11-08T15:10:00Z");
        move("bx-1", "Bronx", "207", "2020-11-05T05:00:00Z");
        move("bx-1", "Brooklyn", "301", "2020-11-10T10:10:00Z");
        registry.refresh();

        for (By by : By.values()) {
            assertAgrees(from, now, NEW_YORK, by, null);
            assertAgrees(from.plusMillis(1), now.minusSeconds(86_399), NEW_YORK, by, null);
        }
        for (Bucket bucket : List.of(Bucket.HOUR, Bucket.DAY, Bucket.week(DayOfWeek.SUNDAY), Bucket.MONTH)) {
            assertAgrees(from, now, NEW_YORK, By.DISTRICT, bucket);
        }
        assertAgrees(from, now, ZoneId.of("Asia/Kolkata"), By.BOROUGH, Bucket.DAY);
        assertFilters(from, now);
        ReaderThatNotes notes = new ReaderThatNotes(store().reader());
        answer(notes, rounds.coverage(), request(from, now, NEW_YORK, By.BOROUGH, Bucket.DAY));
        assertEquals(11, notes.of(Measurement.USAGE_AREA_DAY).toDays(), "areas answer for all whole days still");

        Instant to = now.truncatedTo(ChronoUnit.HOURS);
        now = now.plus(Duration.ofDays(30)); // points are gone: what was used in the hour of a move counts behind it
        rounds.once();
        Instant whole = from.truncatedTo(ChronoUnit.HOURS).plusSeconds(3600);
        assertEquals(
                ledger.expected(
                        whole,
                        to,
                        use -> KioskPlaces.before(
                                        use.at().truncatedTo(ChronoUnit.HOURS).plusSeconds(3600), registry)
                                .borough(use.kiosk()),
                        null),
                told(answer(store().reader(), rounds.coverage(), request(whole, to, NEW_YORK, By.BOROUGH, null))));
    }

    private void assertFilters(Instant from, Instant to) {
        for (By by : By.values()) {
            UsageFilter bronx = new UsageFilter(Set.of(), Set.of("Bronx"), Set.of(), Set.of());
            UsageFilter named = new UsageFilter(Set.of("mn-1", "mn-2"), Set.of(), Set.of("401", "202"), Set.of());
            for (UsageFilter filter : List.of(bronx, named)) {
                UsageRequest plain = request(from, to, NEW_YORK, by, null);
                UsageRequest filtered = new UsageRequest(
                        plain.services(), plain.period(), plain.grouping(), filter, plain.measures(), 0, null);
                UseLedger taken = new UseLedger(new Random());
                ledger.uses().stream()
                        .filter(use -> filter.takes(use.kiosk(), KioskPlaces.at(use.at(), registry)))
                        .filter(use ->
                                filter.kiosks().isEmpty() || filter.kiosks().contains(use.kiosk()))
                        .forEach(taken.uses()::add);
                assertEquals(
                        taken.expected(from, to, key(by, NEW_YORK), null),
                        told(answer(store().reader(), rounds.coverage(), filtered)),
                        () -> by + " " + filter);
            }
        }
    }

    private void move(String kiosk, String borough, String district, String time) {
        Place place = new Place(40.8, -73.8 - moved++ / 100.0, borough, district, "", "");
        registry.moves().enter(kiosk, place, PlaceChange.MOVE, Instant.parse(time), "ada", "");
    }

    private void assertAgrees(Instant from, Instant to, ZoneId zone, By by, @Nullable Bucket bucket) {
        Function<Use, Instant> start = bucket == null ? null : use -> UseLedger.start(use, bucket, zone);
        UsageRequest request = request(from, to, zone, by, bucket);
        UsageAnswer answer = answer(store().reader(), rounds.coverage(), request);
        assertEquals(
                ledger.expected(from, to, key(by, zone), start), told(answer), () -> zone + " " + by + " " + bucket);
        if (bucket != null) {
            List<UsageAnswer.Row> byTime = new ArrayList<>(answer.rows());
            byTime.sort(Comparator.comparing(row -> Objects.requireNonNull(row.start())));
            assertEquals(byTime, exported(request), () -> "exported by " + zone + " " + by + " " + bucket);
        }
    }

    private List<UsageAnswer.Row> exported(UsageRequest request) {
        UsageExport export = new UsageReading(
                        store().reader(), registry, () -> rounds.coverage(), clock, NEW_YORK, RETENTION)
                .export(request);
        List<UsageAnswer.Row> rows = new ArrayList<>();
        while (!export.isOver()) {
            try (RowBudget.Share share = RowBudget.NONE.open()) {
                rows.addAll(export.next(share).rows());
            }
        }
        return rows;
    }

    private Function<Use, String> key(By by, ZoneId zone) {
        return switch (by) {
            case NOTHING -> use -> "";
            case KIOSK -> Use::kiosk;
            case BOROUGH -> this::borough;
            case DISTRICT -> use -> KioskPlaces.at(use.at(), registry).district(use.kiosk());
            case KIND -> Use::kind;
            case HOUR_OF_DAY -> use -> use.hourOfDay(zone);
            case WEEKDAY -> use -> use.weekday(zone);
        };
    }

    private String borough(Use use) {
        return KioskPlaces.at(use.at(), registry).borough(use.kiosk());
    }

    private static UsageRequest request(Instant from, Instant to, ZoneId zone, By by, @Nullable Bucket bucket) {
        return new UsageRequest(
                UsedService.used(),
                new Period(from, to, zone),
                new Grouping(by, bucket),
                new UsageFilter(Set.of(), Set.of(), Set.of(), Set.of()),
                Measure.usual(),
                0,
                null);
    }

    private UsageAnswer answer(PointReader reader, Coverage coverage, UsageRequest request) {
        return new UsageReading(reader, registry, () -> coverage, clock, NEW_YORK, RETENTION).answer(request);
    }

    private static Map<String, List<Long>> told(UsageAnswer answer) {
        return told(answer, UsageAnswer.Row::used);
    }

    private static Map<String, List<Long>> told(
            UsageAnswer answer, Function<UsageAnswer.Row, UsageAnswer.@Nullable Used> used) {
        Map<String, List<Long>> told = new TreeMap<>();
        for (UsageAnswer.Row row : answer.rows()) {
            UsageAnswer.Used figures = used.apply(row);
            if (figures != null && figures.count() > 0) {
                List<Long> all = new ArrayList<>(figures.sums());
                all.add(0, figures.count());
                told.put(row.service().word() + '|' + row.key() + '|' + row.start(), all);
            }
        }
        return told;
    }

    private void makeUp(int events, Instant from, Instant to) {
        ledger.makeUp(events, List.of("mn-1", "mn-2", "bx-1", "nobody-knows"), from, to);
    }

    private void write(List<Use> uses) throws InterruptedException {
        PointBatch batch = new PointBatch(1024);
        uses.forEach(use -> use.addTo(batch));
        assertEquals(List.of(), store().writer().write(batch));
    }

    private void register(String id, String borough, String district) {
        Place place = new Place(40.7, -73.9, borough, district, "", "");
        registry.put(new Kiosk(id, Lifecycle.ACTIVE, "", place, null, null, Origin.DISCOVERED));
    }
}
