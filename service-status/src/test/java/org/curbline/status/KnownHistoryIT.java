package org.curbline.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.status.KnownHistory.LastMinutes;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.StatusHistory.Interval;
import org.curbline.status.Transitions.Left;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.embedded.EmbeddedStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of the past is what the reports say, in whatever order and over however many restarts they came. */
@TestInstance(Lifecycle.PER_CLASS)
class KnownHistoryIT {
    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
    private static final Duration AGE = Duration.ofMinutes(2);
    private static final StatusRule RULE = new StatusRule(AGE, Duration.ofSeconds(30));

    private EmbeddedStore store;
    private Transitions transitions;
    private KnownHistory known;
    private PointBatch batch = new PointBatch(64);
    private PointBatch changes = new PointBatch(64);

    @BeforeAll
    void open(@TempDir Path folder) {
        InstantSource clock = InstantSource.fixed(START.plus(Duration.ofDays(5)));
        store = EmbeddedStore.open(folder.resolve("store"), Duration.ofDays(60), clock);
        transitions = new Transitions(store.reader());
        known = new KnownHistory(transitions, RULE);
    }

    @AfterAll
    void close() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isWhatTheReportsSayHoweverTheyCame(long seed) throws Exception {
        Random random = new Random(seed);
        KioskId kiosk = KioskId.of("seed-" + seed);
        List<Report> reports = reports(random, 400);
        hearAll(kiosk, reports, random);

        Instant from = START.plus(Duration.ofMinutes(random.nextInt(600)));
        Instant to = from.plus(Duration.ofMinutes(1 + random.nextInt(6_000)));
        List<Interval> told = history(kiosk, from, to);
        Instant end = from;
        for (Interval interval : told) {
            assertEquals(end, interval.from(), "no gap");
            end = interval.to();
            for (Instant moment : List.of(interval.from(), interval.to().minusMillis(1))) {
                assertEquals(truth(reports, moment), interval.state(), () -> kiosk + " at " + moment);
            }
        }
        assertEquals(to, end);
    }

    @Test
    void whatASpoolTellsLaterHoldsForTheTimeItSpeaksOf() throws Exception {
        KioskId kiosk = KioskId.of("spooled");
        List<Report> live = List.of(report(0, ServiceReport.State.UP), report(3600, ServiceReport.State.UP));
        KnownTimeline timeline = new KnownTimeline(RULE, kiosk);
        for (Report report : live) {
            hear(kiosk, report, timeline);
        }
        assertEquals(List.of("up 120", "unknown 3600", "up 3720"), words(kiosk));
        List<Report> spooled = new ArrayList<>();
        for (int second = 60; second < 3600; second += 60) {
            spooled.add(report(second, second == 1800 ? ServiceReport.State.DOWN : ServiceReport.State.UP));
        }
        for (Report report : spooled) {
            hear(kiosk, report, timeline);
        }
        tellAnew(kiosk, spooled.get(0).at());
        assertEquals(List.of("up 1800", "down 1860", "up 3720"), words(kiosk));
    }

    @Test
    void whatGoesOnForDaysIsFoundFromAnyMoment() throws Exception {
        KioskId kiosk = KioskId.of("steady");
        KnownTimeline timeline = new KnownTimeline(RULE, kiosk);
        for (int minute = 0; minute <= 3 * 24 * 60; minute++) {
            hear(kiosk, report(minute * 60L, ServiceReport.State.UP), timeline);
        }
        Instant from = START.plus(Duration.ofHours(71));
        List<Interval> told = history(kiosk, from, from.plusSeconds(60));
        assertEquals(1, told.size());
        assertEquals(ServiceState.UP, told.get(0).state());
    }

    /** Its reports are kept no longer, and what was told of it is. */
    @Test
    void whatIsNotToldAgainIsUnknownADayLater() throws Exception {
        KioskId kiosk = KioskId.of("gone");
        Transitions.add(
                new Transition(
                        kiosk,
                        Service.WIFI,
                        View.KNOWN,
                        START,
                        ServiceState.UNKNOWN,
                        ServiceState.UP,
                        StateReason.REPORTED_UP,
                        ""),
                changes);
        List<Interval> told = history(kiosk, START, START.plus(Duration.ofDays(30)));
        assertEquals(2, told.size());
        assertEquals(START.plus(Duration.ofHours(25)), told.get(0).to());
        assertEquals(ServiceState.UNKNOWN, told.get(1).state());
        assertEquals(StateReason.REPORT_TOO_OLD, told.get(1).reason());
    }

    /** Live, with spools that come in order, some that come late, and gateways that are killed and start again. */
    @Test
    void whatAKilledGatewayStoredAndDidNotTellIsToldFromTheVeryFirstReport() throws Exception {
        KioskId kiosk = KioskId.of("killed");
        store(kiosk, report(100, ServiceReport.State.UP));
        store(kiosk, report(130, ServiceReport.State.DOWN));
        write();
        List<Left> left = transitions.newestReports(kiosk.value(), START).stream()
                .map(heard -> new Left(heard, null, null))
                .toList();
        for (LastMinutes last = known.lastMinutes(left); !last.isOver(); ) {
            last.next().forEach(transition -> Transitions.add(transition, changes));
        }
        assertEquals(List.of("unknown 100", "up 130", "down 250"), words(kiosk));
    }

    @Test
    void whatAKilledGatewayStoredOfASpoolIsToldAnewThoughItEndsAsWhatWasToldBefore() throws Exception {
        KioskId kiosk = KioskId.of("spool-and-kill");
        hear(kiosk, report(0, ServiceReport.State.UP), new KnownTimeline(RULE, kiosk));
        for (int second = 60; second <= 7200; second += 60) {
            store(kiosk, report(second, second == 1800 ? ServiceReport.State.DOWN : ServiceReport.State.UP));
        }
        late(kiosk, 7200, 60);
        assertEquals(START.plusSeconds(60), spools(kiosk).get(kiosk));
        tellAnew(kiosk, START.plusSeconds(60));
        assertEquals(List.of("up 1800", "down 1860", "up 7320"), words(kiosk));
    }

    @Test
    void whatASpoolDisprovedBeforeTheGatewayWasKilledIsToldAnew() throws Exception {
        KioskId kiosk = KioskId.of("disproved");
        KnownTimeline timeline = new KnownTimeline(RULE, kiosk);
        hear(kiosk, report(0, ServiceReport.State.UP), timeline);
        hear(kiosk, report(500, ServiceReport.State.UP), timeline);
        assertEquals(List.of("up 120", "unknown 500", "up 620"), words(kiosk));
        for (int second = 60; second < 500; second += 60) {
            store(kiosk, report(second, ServiceReport.State.UP));
        }
        Instant from = spools(kiosk).get(kiosk);
        assertEquals(START.plusSeconds(120), from);
        tellAnew(kiosk, Objects.requireNonNull(from));
        assertEquals(List.of("up 620"), words(kiosk));
    }

    /** What a gateway that starts after this kiosk's newest report finds to be told anew. */
    private Map<KioskId, Instant> spools(KioskId kiosk) throws InterruptedException {
        write();
        return known.lastMinutes(transitions.newestReports(kiosk.value(), START).stream()
                        .map(heard -> new Left(heard, null, null))
                        .toList())
                .spools();
    }

    private void late(KioskId kiosk, long cameSecond, long oldestSecond) {
        batch.begin(Measurement.LATE).tag(Columns.KIOSK, kiosk.value());
        batch.field(Columns.OLDEST, START.plusSeconds(oldestSecond).toEpochMilli());
        batch.end(START.plusSeconds(cameSecond).toEpochMilli() * 1_000_000);
    }

    private void hearAll(KioskId kiosk, List<Report> reports, Random random) throws Exception {
        KnownTimeline timeline = new KnownTimeline(RULE, kiosk);
        List<Report> left = new ArrayList<>(reports);
        while (!left.isEmpty()) {
            int some = Math.min(left.size(), 1 + random.nextInt(40));
            List<Report> part = new ArrayList<>(left.subList(0, some));
            left.subList(0, some).clear();
            if (random.nextInt(3) == 0) {
                Collections.shuffle(part, random);
            }
            Instant late = null;
            for (Report report : part) {
                if (!hear(kiosk, report, timeline)
                        && (late == null || report.at().isBefore(late))) {
                    late = report.at();
                }
            }
            if (late != null) {
                tellAnew(kiosk, late);
            }
            Report newest = timeline.newest();
            if (newest != null && random.nextInt(3) == 0) {
                timeline = new KnownTimeline(RULE, kiosk);
                timeline.resume(newest);
            }
        }
    }

    private static List<Report> reports(Random random, int number) {
        List<Report> reports = new ArrayList<>();
        long millis = 0;
        for (int i = 0; i < number; i++) {
            millis += random.nextInt(20) == 0 ? random.nextInt(20_000_000) : 1 + random.nextInt(130_000);
            ServiceReport.State state = random.nextInt(4) > 0 && !reports.isEmpty()
                    ? reports.get(i - 1).state()
                    : List.of(ServiceReport.State.values()).get(random.nextInt(3));
            reports.add(new Report(state, "", START.plusMillis(millis)));
        }
        return reports;
    }

    /** Said once more, in the simplest way there is. */
    private static ServiceState truth(List<Report> reports, Instant moment) {
        Report last = null;
        for (Report report : reports) {
            if (!report.at().isAfter(moment)) {
                last = report;
            }
        }
        return last == null || !moment.isBefore(last.at().plus(AGE))
                ? ServiceState.UNKNOWN
                : ServiceState.valueOf(last.state().name());
    }

    private void store(KioskId kiosk, Report report) {
        batch.begin(Measurement.STATUS).tag(Columns.KIOSK, kiosk.value()).tag(Columns.SERVICE, Service.WIFI.word());
        batch.field(Columns.SEQ, report.at().toEpochMilli());
        batch.field(Columns.STATE, report.state().name().toLowerCase(Locale.ROOT));
        batch.end(report.at().toEpochMilli() * 1_000_000);
    }

    private boolean hear(KioskId kiosk, Report report, KnownTimeline timeline) {
        store(kiosk, report);
        boolean inOrder = timeline.hear(
                report,
                (at, before, now) -> Transitions.add(
                        new Transition(
                                kiosk,
                                Service.WIFI,
                                View.KNOWN,
                                at,
                                before.state(),
                                now.state(),
                                now.reason(),
                                now.detail()),
                        changes));
        return inOrder;
    }

    private void tellAnew(KioskId kiosk, Instant from) throws Exception {
        write();
        known.toldAnew(kiosk, from).forEach(transition -> Transitions.add(transition, changes));
    }

    private void write() throws InterruptedException {
        for (PointBatch full : List.of(batch, changes)) {
            if (!full.isEmpty()) {
                assertEquals(List.of(), store.writer().write(full));
            }
        }
        batch = new PointBatch(64);
        changes = new PointBatch(64);
    }

    private List<Interval> history(KioskId kiosk, Instant from, Instant to) throws InterruptedException {
        write();
        Map<Service, List<Interval>> all = new EnumMap<>(known.of(kiosk, from, to, START));
        return all.getOrDefault(Service.WIFI, List.of());
    }

    /** Each state and the second at which it ends, without the last. */
    private List<String> words(KioskId kiosk) throws InterruptedException {
        List<Interval> told = history(kiosk, START, START.plusSeconds(10_000));
        return told.subList(0, told.size() - 1).stream()
                .map(interval -> interval.state().word()
                        + ' '
                        + Duration.between(START, interval.to()).toSeconds())
                .toList();
    }

    private static Report report(long second, ServiceReport.State state) {
        return new Report(state, "", START.plusSeconds(second));
    }
}
