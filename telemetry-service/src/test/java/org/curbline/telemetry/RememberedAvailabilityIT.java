package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.curbline.program.http.Period;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.curbline.status.Judgement;
import org.curbline.status.KnownHistory;
import org.curbline.status.KnownTimeline;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.telemetry.availability.Availability;
import org.curbline.telemetry.availability.AvailabilityAnswer.Row;
import org.curbline.telemetry.availability.AvailabilityReading;
import org.curbline.telemetry.availability.AvailabilityRequest;
import org.curbline.telemetry.availability.AvailabilityRequest.By;
import org.curbline.telemetry.bound.RowBudget;
import org.curbline.telemetry.calendar.Bucket;
import org.curbline.telemetry.calendar.Reckoning;
import org.curbline.telemetry.usage.UsageFilter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who remembers states answers as one who reads all of them: while kiosks report, fall silent, come back and tell of
 * the past, are suspected and cleared.
 */
class RememberedAvailabilityIT {
    private static final ZoneId ZONE = ZoneId.of("America/New_York");
    private static final Instant START = Instant.parse("2028-03-08T00:00:00Z");
    private static final StatusRule RULE = new StatusRule(Duration.ofMinutes(20), Duration.ofSeconds(30));
    private static final Reckoning RECKONING = new Reckoning(ZONE, RULE, 0.95);
    private static final List<Service> SERVICES = List.of(Service.WIFI, Service.CALL);

    private Instant now = START;
    private Random random = new Random(1);
    private EmbeddedStore store;
    private KioskRegistry registry;
    private Transitions transitions;
    private PointBatch said = new PointBatch(4096);
    private PointBatch told = new PointBatch(4096);

    @BeforeEach
    void open(@TempDir Path folder) {
        store = EmbeddedStore.open(folder, Duration.ofDays(3650), () -> now);
        registry = RegistryInMemory.open(() -> START.minus(Duration.ofDays(1)));
        transitions = new Transitions(store.reader());
    }

    @AfterEach
    void close() {
        registry.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void isWhatAllThatIsStoredSays(long seed) throws Exception {
        random = new Random(seed);
        List<SimulatedKiosk> fleet = Stream.of("a", "b", "c", "d", "e", "f")
                .map(id -> new SimulatedKiosk(KioskId.of("kiosk-" + id)))
                .toList();
        fleet.get(0).isOffline = true; // its spool tells of it first
        ReaderThatNotes notes = new ReaderThatNotes(store.reader());
        AvailabilityReading remembering = reading(notes);
        for (int round = 0; now.isBefore(START.plus(Duration.ofDays(15))); round++) {
            now = now.plusSeconds(30 + random.nextInt(1_200));
            for (SimulatedKiosk kiosk : fleet) {
                kiosk.live();
            }
            write();
            if (round % 12 == 0) {
                notes.forget();
                AvailabilityRequest request = request();
                assertEquals(
                        told(reading(store.reader()), request),
                        told(remembering, request),
                        () -> "seed " + seed + ", at " + now + ": " + request);
            }
        }
    }

    @Test
    void whatIsOverIsNotAskedAgain() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        kiosk.reportEveryQuarterOfAnHour(Duration.ofDays(20));
        ReaderThatNotes notes = new ReaderThatNotes(store.reader());
        AvailabilityReading remembering = reading(notes);
        remembering.remember().forEach(Runnable::run);
        Duration all = notes.of(Measurement.TRANSITION);
        assertTrue(all.compareTo(Duration.ofDays(19)) > 0, all + " is what there is");
        for (Duration time : List.of(Duration.ofDays(19), Duration.ofDays(7), Duration.ofHours(1))) {
            now = now.plusSeconds(20);
            notes.forget();
            remembering.answer(request(now.minus(time), now, By.FLEET, null));
            Duration asked = notes.of(Measurement.TRANSITION);
            assertTrue(asked.compareTo(Duration.ofMinutes(4)) < 0, asked + " were asked for again");
        }

        kiosk.spool(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(9)).plusSeconds(60));
        kiosk.tellOfThePast();
        write();
        notes.forget();
        AvailabilityRequest request = request(now.minus(Duration.ofDays(19)), now, By.KIOSK, null);
        List<String> told = told(remembering, request);
        Duration asked = notes.of(Measurement.TRANSITION);
        assertTrue(asked.compareTo(Duration.ofDays(18)) < 0, asked + " is more than what may have changed");
        assertEquals(told(reading(store.reader()), request), told);
    }

    @Test
    void whatCouldNotBeReadAnewWhenItWasMarkedIsReadAfterwards() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        kiosk.reportEveryQuarterOfAnHour(Duration.ofDays(20));
        AtomicInteger failures = new AtomicInteger();
        AtomicBoolean away = new AtomicBoolean();
        AvailabilityReading remembering = reading(new PassingReader(store.reader()) {
            @Override
            public List<StoredPoint> points(PointsQuestion question) {
                if (away.get()
                        && question.measurement() == Measurement.TRANSITION
                        && !question.kiosk().isEmpty()) {
                    failures.incrementAndGet();
                    throw new StoreUnavailableException("It is away", null);
                }
                return super.points(question);
            }
        });
        remembering.remember().forEach(Runnable::run);
        kiosk.suspect(now.minus(Duration.ofDays(9)), ServiceState.SUSPECT);
        kiosk.suspect(now.minus(Duration.ofDays(8)), ServiceState.UP);
        write();
        AvailabilityRequest request = request(now.minus(Duration.ofDays(19)), now, By.KIOSK, null);
        away.set(true);
        for (int look = 0; look < 3; look++) {
            assertThrows(StoreUnavailableException.class, () -> remembering.answer(request));
            now = now.plusSeconds(11);
        }
        assertEquals(3, failures.get());

        away.set(false);
        List<String> told = told(remembering, request);
        assertEquals(told(reading(store.reader()), request), told);
        assertTrue(told.get(0).contains("suspect 86400000"), told.get(0));
    }

    @Test
    void whatWasReadAMomentAgoServesThoseWhoAcceptThat() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        now = now.plus(Duration.ofHours(1));
        kiosk.report(now, ServiceReport.State.UP);
        write();
        ReaderThatNotes notes = new ReaderThatNotes(store.reader());
        AvailabilityReading remembering = reading(notes);
        AvailabilityRequest request = request(START, now, By.FLEET, null);
        remembering.answer(request, Duration.ofSeconds(5), RowBudget.NONE.open());
        now = now.plusSeconds(5);
        notes.forget();
        remembering.answer(request, Duration.ofSeconds(5), RowBudget.NONE.open());
        assertEquals(Duration.ZERO, notes.of(Measurement.TRANSITION));
        remembering.answer(request(START, now, By.FLEET, null), Duration.ofSeconds(4), RowBudget.NONE.open());
        assertTrue(notes.of(Measurement.TRANSITION).toSeconds() > 0);
    }

    /** As of a store that was away while a gateway held what was fresh when it came. */
    @Test
    void reportsThatWereStoredLateAreSeenWithinTwoMinutes() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        kiosk.report(START, ServiceReport.State.UP);
        write();
        AvailabilityReading remembering = reading(store.reader());
        now = START.plus(Duration.ofHours(1));
        remembering.answer(request(START, now, By.FLEET, null));
        kiosk.storeEveryTenMinutes(START, now);
        now = now.plusSeconds(120);
        AvailabilityRequest request = request(START, now, By.KIOSK, null);
        List<String> told = told(remembering, request);
        assertEquals(told(reading(store.reader()), request), told);
        assertTrue(told.get(0).contains("unknown 0"), told.get(0));
    }

    @Test
    void whoReadsAheadSeesWhatWasStoredLateAndNoQuestionAsksForIt() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        kiosk.report(START, ServiceReport.State.UP);
        write();
        AtomicInteger askedOfAll = new AtomicInteger();
        AvailabilityReading remembering = reading(new PassingReader(store.reader()) {
            @Override
            public List<StoredPoint> newest(NewestQuestion question) {
                if (question.measurement() == Measurement.STATUS
                        && question.kiosk().isEmpty()) {
                    askedOfAll.incrementAndGet();
                }
                return super.newest(question);
            }
        });
        now = START.plus(Duration.ofHours(1));
        remembering.remember();
        for (int minute = 0; minute < 5; minute++) {
            now = now.plusSeconds(61);
            remembering.remember();
            askedOfAll.set(0);
            now = now.plusSeconds(4);
            remembering.answer(request(START, now, By.FLEET, null));
            assertEquals(0, askedOfAll.get());
        }

        Instant last = now;
        kiosk.storeEveryTenMinutes(START, last);
        remembering.remember();
        AvailabilityRequest request = request(START, last, By.KIOSK, null);
        List<String> told = told(remembering, request);
        assertEquals(told(reading(store.reader()), request), told);
        assertTrue(told.get(0).contains("unknown 0"), told.get(0));
    }

    @Test
    @Timeout(60)
    void whoAsksDoesNotWaitForWhatIsReadAhead() throws Exception {
        new SimulatedKiosk(KioskId.of("kiosk-a")).reportEveryQuarterOfAnHour(Duration.ofDays(20));
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        ReaderOfDays reader = new ReaderOfDays(() -> {
            isReading.countDown();
            asked.await();
        });
        AvailabilityReading remembering = reading(reader);
        List<Runnable> pieces = remembering.remember();
        reader.arm();
        Thread ahead = new Thread(() -> pieces.forEach(Runnable::run));
        ahead.start();
        isReading.await();
        try {
            AvailabilityRequest request = request(now.minus(Duration.ofHours(1)), now, By.KIOSK, null);
            assertEquals(told(reading(store.reader()), request), told(remembering, request));
        } finally {
            asked.countDown();
            ahead.join();
        }
    }

    /** Of what is over, and of the last days, which are read again. */
    @ParameterizedTest
    @ValueSource(strings = {"P6D", "PT20H"})
    void whatIsToldOfATimeWhileItIsReadAheadIsNotMissed(Duration ago) throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        kiosk.reportEveryQuarterOfAnHour(Duration.ofDays(20));
        AtomicReference<AvailabilityReading> asked = new AtomicReference<>();
        ReaderOfDays reader = new ReaderOfDays(() -> {
            kiosk.suspect(now.minus(ago), ServiceState.SUSPECT);
            kiosk.suspect(now.minus(ago).plus(Duration.ofHours(12)), ServiceState.UP);
            write();
            Objects.requireNonNull(asked.get()).answer(request(now.minus(Duration.ofHours(1)), now, By.FLEET, null));
        });
        AvailabilityReading remembering = reading(reader);
        asked.set(remembering);
        List<Runnable> pieces = remembering.remember();
        if (ago.compareTo(Duration.ofDays(1)) < 0) {
            pieces.forEach(Runnable::run);
            kiosk.reportEveryQuarterOfAnHour(Duration.ofHours(25));
            pieces = remembering.remember();
        }
        reader.arm();
        pieces.forEach(Runnable::run);
        assertTrue(reader.hasHeld());
        AvailabilityRequest request = request(START, now, By.KIOSK, null);
        List<String> told = told(remembering, request);
        assertEquals(told(reading(store.reader()), request), told);
        assertTrue(told.get(0).contains("suspect 43200000"), told.get(0));
    }

    @Test
    void whatNobodyMarkedIsSeenWithinADay() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        for (int minute = 0; minute < 3 * 24 * 60; minute += 15) {
            now = START.plus(Duration.ofMinutes(minute));
            kiosk.report(now, ServiceReport.State.UP);
        }
        write();
        AvailabilityReading remembering = reading(store.reader());
        remembering.remember().forEach(Runnable::run);
        for (Duration since : List.of(Duration.ofHours(20), Duration.ofDays(2))) {
            Instant at = now.minus(since);
            ServiceState state = ServiceState.DOWN;
            Transitions.add(new Transition(kiosk.id, Service.WIFI, View.KNOWN, at, state, state, null, ""), told);
        }
        write();
        now = now.plus(Duration.ofDays(1)).plusSeconds(1);
        for (int rounds = 0; rounds < 4; rounds++) { // one stretch in each
            remembering.remember().forEach(Runnable::run);
        }
        AvailabilityRequest request = request(START, now, By.KIOSK, null);
        assertEquals(told(reading(store.reader()), request), told(remembering, request));
    }

    /** That use no longer speaks against it is no report. */
    @Test
    void useDoesNotReviveWhatIsNotReportedAnyMore() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        kiosk.report(START, ServiceReport.State.UP);
        kiosk.suspect(START.plusSeconds(60), ServiceState.SUSPECT);
        kiosk.suspect(START.plus(Duration.ofHours(1)), ServiceState.UP);
        write();
        now = START.plus(Duration.ofHours(2));
        AvailabilityRequest request = request(START, now, By.KIOSK, null);
        assertTrue(
                wifi(request).startsWith("down 0, suspect 1140000, unknown 6000000, degraded 0, up 60000,"),
                wifi(request));

        kiosk.report(START.plus(Duration.ofHours(1)).plusSeconds(60), ServiceReport.State.UP);
        write();
        assertTrue(
                wifi(request).startsWith("down 0, suspect 1140000, unknown 4800000, degraded 0, up 1260000,"),
                wifi(request));
    }

    @Test
    void useDoesNotReviveWhatIsNotToldAgain() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        kiosk.tell(new Transition(
                kiosk.id, Service.WIFI, View.KNOWN, START, ServiceState.UNKNOWN, ServiceState.UP, null, ""));
        kiosk.suspect(START.plus(Duration.ofHours(30)), ServiceState.UP);
        kiosk.suspect(START.plus(Duration.ofHours(20)), ServiceState.SUSPECT);
        write();
        now = START.plus(Duration.ofHours(50));
        String told = wifi(request(START, now, By.KIOSK, null));
        assertTrue(told.startsWith("down 0, suspect 18000000, unknown 90000000, degraded 0, up 72000000,"), told);
    }

    private String wifi(AvailabilityRequest request) {
        return reading(store.reader()).answer(request).rows().stream()
                .filter(row -> row.service().equals("wifi"))
                .map(row -> words(row.counted()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Timeout(60)
    void whoWaitedForAStoreThatDidNotAnswerIsToldSoAtOnce() throws Exception {
        CountDownLatch given = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        PassingReader away = new PassingReader(store.reader()) {
            @Override
            public List<StoredPoint> points(PointsQuestion question) {
                asked.incrementAndGet();
                try {
                    given.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                throw new StoreUnavailableException("It is away", null);
            }
        };
        now = START.plus(Duration.ofHours(1));
        AvailabilityReading remembering = reading(away);
        AvailabilityRequest request = request(START, now, By.FLEET, null);
        List<Thread> waiting = new ArrayList<>();
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 5; i++) {
            Thread thread = new Thread(() -> {
                assertThrows(StoreUnavailableException.class, () -> remembering.answer(request));
                told.incrementAndGet();
            });
            thread.start();
            waiting.add(thread);
        }
        for (Thread thread : waiting) {
            while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.BLOCKED) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        given.countDown();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertEquals(5, told.get());
        assertEquals(1, asked.get());
        assertThrows(StoreUnavailableException.class, () -> remembering.answer(request));
        assertEquals(2, asked.get(), "who comes later asks again");
    }

    /** Of one that says nothing any more, and of whose last words nothing is kept, nobody says that it works. */
    @Test
    void whatIsNotToldAgainIsUnknownAfterADay() throws Exception {
        SimulatedKiosk kiosk = new SimulatedKiosk(KioskId.of("kiosk-a"));
        Transitions.add(
                new Transition(
                        kiosk.id, Service.WIFI, View.KNOWN, START, ServiceState.UNKNOWN, ServiceState.UP, null, ""),
                told);
        write();
        now = START.plus(Duration.ofDays(30));
        AvailabilityRequest request = request(START, now, By.KIOSK, null);
        Availability wifi = reading(store.reader()).answer(request).rows().stream()
                .filter(row -> row.service().equals("wifi"))
                .map(Row::counted)
                .findFirst()
                .orElseThrow();
        assertEquals(Duration.ofHours(25).toMillis(), wifi.millis(ServiceState.UP));
        assertEquals(Duration.ofDays(30).minusHours(25).toMillis(), wifi.millis(ServiceState.UNKNOWN));
    }

    private AvailabilityReading reading(PointReader reader) {
        return new AvailabilityReading(reader, registry, RECKONING, () -> now);
    }

    private AvailabilityRequest request() {
        Instant from = START.minusSeconds(3_600)
                .plusSeconds(random.nextLong(Duration.between(START, now).toSeconds()));
        Instant to = random.nextInt(3) > 0
                ? now
                : from.plusSeconds(
                        1 + random.nextLong(Duration.between(from, now).toSeconds()));
        Bucket bucket = random.nextBoolean() ? null : Bucket.of("day", RECKONING.weekStart());
        return request(from, to, By.KIOSK, bucket);
    }

    private static AvailabilityRequest request(Instant from, Instant to, By by, @Nullable Bucket bucket) {
        return new AvailabilityRequest(
                SERVICES.stream().map(Service::word).collect(Collectors.toSet()),
                new Period(from, to, ZONE),
                by,
                bucket,
                0.95,
                UsageFilter.NONE);
    }

    private static List<String> told(AvailabilityReading reading, AvailabilityRequest request) {
        return reading.answer(request).rows().stream()
                .map(row -> row.service() + ' ' + row.key() + ' ' + row.from() + ' ' + words(row.counted()))
                .toList();
    }

    private static String words(Availability counted) {
        return Stream.of(ServiceState.values())
                        .map(state -> state.word() + ' ' + counted.millis(state))
                        .collect(Collectors.joining(", "))
                + ", unwatched " + counted.unwatchedMillis() + ", " + counted.services() + " services, "
                + counted.outages() + " outages of " + counted.outageMillis() + " and "
                + counted.longestOutageMillis();
    }

    private void write() throws InterruptedException {
        assertEquals(List.of(), store.writer().write(said));
        assertEquals(List.of(), store.writer().write(told));
        said.clear();
        told.clear();
    }

    /** Something happens when it has read more than a day of everybody's changes, once, before it hands them over. */
    private final class ReaderOfDays extends PassingReader {
        private final Executable happening;
        private final AtomicBoolean isArmed = new AtomicBoolean();

        ReaderOfDays(Executable happening) {
            super(store.reader());
            this.happening = happening;
        }

        void arm() {
            isArmed.set(true);
        }

        boolean hasHeld() {
            return !isArmed.get();
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            List<StoredPoint> read = super.points(question);
            boolean isOfDays = Duration.between(question.from(), question.to()).compareTo(Duration.ofDays(1)) > 0;
            if (question.measurement() == Measurement.TRANSITION
                    && question.kiosk().isEmpty()
                    && isOfDays
                    && isArmed.compareAndSet(true, false)) {
                assertDoesNotThrow(happening);
            }
            return read;
        }
    }

    /** A kiosk, and what a gateway stores of it. */
    private final class SimulatedKiosk {
        private final KioskId id;
        private final KnownHistory known = new KnownHistory(transitions, RULE);
        private final Map<Service, KnownTimeline> timelines = new EnumMap<>(Service.class);
        private final List<Instant> spooled = new ArrayList<>();
        private ServiceReport.State state = ServiceReport.State.UP;
        private boolean isOffline;
        private boolean isGone;
        private boolean isSuspected;
        private long seq;

        SimulatedKiosk(KioskId id) {
            this.id = id;
            registry.put(new Kiosk(
                    id.value(),
                    Lifecycle.ACTIVE,
                    "",
                    new Place(40.7, -73.98, "Manhattan", "", "", ""),
                    null,
                    null,
                    Origin.ADDED));
            SERVICES.forEach(service -> timelines.put(service, new KnownTimeline(RULE, id)));
        }

        void live() throws InterruptedException {
            isGone |= random.nextInt(3_000) == 0;
            state = random.nextInt(30) == 0 ? ServiceReport.State.DOWN : ServiceReport.State.UP;
            boolean wasOffline = isOffline;
            isOffline = random.nextInt(isOffline ? 20 : 60) == 0 ? !isOffline : isOffline;
            Instant at = now.minusSeconds(random.nextInt(20)).minusMillis(random.nextInt(1_000));
            if (isGone) {
                return;
            }
            if (isOffline) {
                if (random.nextInt(3) > 0) { // else it was without power
                    spooled.add(at);
                }
                return;
            }
            report(at, state);
            if (wasOffline || random.nextInt(40) == 0) {
                tellOfThePast();
            }
            if (random.nextInt(50) == 0) {
                isSuspected = !isSuspected;
                suspect(now.minusSeconds(random.nextInt(4_000)), isSuspected ? ServiceState.SUSPECT : ServiceState.UP);
            }
        }

        void reportEveryQuarterOfAnHour(Duration time) throws InterruptedException {
            for (Instant end = now.plus(time); now.isBefore(end); ) {
                now = now.plus(Duration.ofMinutes(15));
                report(now, ServiceReport.State.UP);
            }
            write();
        }

        /** Nothing else is told of them. */
        void storeEveryTenMinutes(Instant from, Instant to) throws InterruptedException {
            for (Instant at = from; at.isBefore(to); at = at.plus(Duration.ofMinutes(10))) {
                for (Service service : SERVICES) {
                    store(service, at, ServiceReport.State.UP);
                }
            }
            write();
        }

        void report(Instant at, ServiceReport.State reported) {
            for (Service service : SERVICES) {
                store(service, at, reported);
                KnownTimeline timeline = Objects.requireNonNull(timelines.get(service));
                timeline.hear(
                        new Report(reported, "", at),
                        (when, before, after) -> tell(transition(service, when, before, after)));
            }
        }

        void suspect(Instant since, ServiceState doubted) {
            tell(new Transition(id, Service.WIFI, View.SUSPICION, since, ServiceState.UP, doubted, null, ""));
        }

        void spool(Instant... moments) {
            Collections.addAll(spooled, moments);
        }

        /** As a gateway does some seconds after it was told of it. */
        void tellOfThePast() throws InterruptedException {
            if (spooled.isEmpty()) {
                return;
            }
            Instant oldest = Collections.min(spooled);
            for (Instant at : spooled) {
                SERVICES.forEach(service -> store(service, at, ServiceReport.State.UP));
            }
            spooled.clear();
            said.begin(Measurement.LATE).tag(Columns.KIOSK, id.value()).field(Columns.OLDEST, oldest.toEpochMilli());
            said.end(now.toEpochMilli() * 1_000_000);
            write();
            known.toldAnew(id, oldest).forEach(this::tell);
        }

        private void store(Service service, Instant at, ServiceReport.State reported) {
            said.begin(Measurement.STATUS).tag(Columns.KIOSK, id.value()).tag(Columns.SERVICE, service.word());
            said.field(Columns.SEQ, seq++).field(Columns.STATE, reported.name().toLowerCase(Locale.ROOT));
            said.end(at.toEpochMilli() * 1_000_000);
        }

        /** With a mark, as the gateway's writer of transitions. */
        private void tell(Transition transition) {
            Transitions.add(transition, told);
            if (transition.at().isBefore(now.minus(Duration.ofMinutes(2)))) {
                Transitions.addCorrection(id, transition.at(), now.plusMillis(seq++ % 1_000), told);
            }
        }

        private Transition transition(Service service, Instant at, Judgement before, Judgement after) {
            return new Transition(
                    id, service, View.KNOWN, at, before.state(), after.state(), after.reason(), after.detail());
        }
    }
}
