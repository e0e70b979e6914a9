package org.curbline.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.gateway.cluster.KioskNews;
import org.curbline.gateway.cluster.KioskNews.Link;
import org.curbline.gateway.cluster.KioskNews.ServiceNews;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.protocol.EventId;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.protocol.WifiSession;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.RegistryInMemory;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.status.Judgement;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.StatusRule;
import org.curbline.status.Transition;
import org.curbline.status.Transitions.Heard;
import org.curbline.status.Transitions.Left;
import org.curbline.status.View;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.UseTally;
import org.curbline.status.usual.WeekHours;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The board by itself: facts and time go in, transitions come out. The WiFi of every kiosk is used ten times an hour.
 */
class StatusBoardTest {
    private static final WeekHours HOURS = new WeekHours(ZoneOffset.UTC);
    private static final Instant START = Instant.parse("2026-11-23T16:00:00Z");
    private static final Duration ALLOWED = Duration.ofMinutes(2);

    private Instant now = START;
    private final KioskRegistry registry = RegistryInMemory.open(() -> now);
    private final List<Transition> told = new ArrayList<>();
    private final Map<KioskId, Instant> late = new HashMap<>();
    private long seq;
    private StatusBoard board = board();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void whatIsLearntIsHandedToEveryKioskAlsoToThoseThatComeLater() {
        List<KioskId> kiosks = kiosks(1_200);
        kiosks.forEach(kiosk -> say(kiosk, State.UP));
        learn(kiosks);
        KioskId newcomer = KioskId.of("newcomer");
        kiosks.add(newcomer);
        for (int minute = 0; minute < 12 * 60; minute++) {
            pass(Duration.ofMinutes(1));
            for (KioskId kiosk : kiosks) {
                say(kiosk, State.UP);
            }
        }
        assertEquals(1_201, count(ServiceState.SUSPECT));
        assertEquals(10, Objects.requireNonNull(wifi(kiosks.get(0)).usualUsesPerHour()), 0.3);
        assertTrue(since(newcomer).isAfter(since(kiosks.get(0))), "it was not known how busy the newcomer is");
    }

    @Test
    void whenNobodyComesAnywhereEachIsSuspectLaterThanWhenOthersAreUsed() {
        List<KioskId> kiosks = kiosks(60);
        learn(kiosks);
        Instant alone = silent(kiosks, 1);
        board = board();
        now = START;
        learn(kiosks);
        Instant together = silent(kiosks, 60);
        Duration usual = Duration.between(START, alone);
        Duration then = Duration.between(START, together);
        assertTrue(then.compareTo(usual.multipliedBy(2)) > 0, usual + " and then " + then);
    }

    @Test
    void usesThatWereMissedMakeNobodySuspect() {
        List<KioskId> kiosks = kiosks(3);
        learn(kiosks);
        for (int minute = 0; minute < 300; minute++) {
            kiosks.forEach(kiosk -> say(kiosk, State.UP));
            if (minute % 60 == 0) {
                board.missed();
            }
            pass(Duration.ofMinutes(1));
        }
        assertEquals(0, count(ServiceState.SUSPECT));
    }

    @Test
    void whateverComesTheSameIsToldHoweverOftenTheBoardIsTickedAndNothingWithoutEvidence() {
        int suspect = 0;
        for (int seed = 0; seed < 30; seed++) {
            Map<String, String> often = live(seed, 250);
            assertEquals(often, live(seed, 60_000), "seed " + seed);
            suspect += often.toString().contains("suspect") ? 1 : 0;
        }
        assertTrue(suspect > 10, "suspicions are among it: " + suspect);
    }

    @Test
    void aReportFromAClockThatIsAheadCountsFromWhenItWasReceived() {
        KioskId kiosk = KioskId.of("ahead");
        board.stored(kiosk, new ServiceReport(id(now.plusSeconds(240)), Service.WIFI, State.UP, ""));
        assertEquals(START, since(kiosk));
        pass(ALLOWED.plusSeconds(1));
        assertEquals(ServiceState.UNKNOWN, wifi(kiosk).state(), "it is up for no longer than others are");
    }

    @Test
    void whatAnotherGatewayDecidedAndDidNotStoreIsFoundWhenItIsGone() {
        Instant ranOut = START.plus(ALLOWED);
        Left stored = leftUp();
        now = START.plus(Duration.ofMinutes(10));
        ServiceNews unknown = new ServiceNews(
                Service.WIFI,
                stored.heard().report(),
                null,
                Long.MIN_VALUE,
                ServiceState.UNKNOWN,
                StateReason.REPORT_TOO_OLD,
                "",
                ranOut);
        KioskId kiosk = stored.heard().kiosk();
        board.take(new KioskNews(kiosk, Link.NONE, true, 0, List.of(unknown)), false, true);
        board.decides(kiosk, true, null);
        assertEquals(List.of(), told, "the other told it, and the store took nothing");

        Transition lost = board.leftBehind(stored, true, now);
        assertEquals(seen(ranOut, ServiceState.UP, ServiceState.UNKNOWN, StateReason.REPORT_TOO_OLD), lost);
        assertNull(board.leftBehind(stored, true, ranOut.minusMillis(1)), "it may be on its way to the store");
        assertNull(board.leftBehind(new Left(stored.heard(), lost, null), true, now), "it is stored");
        assertEquals(List.of(), told);
    }

    @Test
    void whatIsLeftBehindBeforeItWasTakenUpEndsWhenTheEvidenceRanOut() {
        now = START.plus(Duration.ofMinutes(10));
        assertNull(board.leftBehind(leftUp(), true, now.minusSeconds(1)));
        assertEquals(
                List.of(seen(START.plus(ALLOWED), ServiceState.UP, ServiceState.UNKNOWN, StateReason.NOT_OBSERVED)),
                told);
        board.resume(leftUp(), true);
        assertEquals(1, told.size(), "it was taken up");
    }

    @Test
    void theFleetIsAskedForWhatEachKioskIsShownAs() {
        Set<ServiceState> seen = EnumSet.noneOf(ServiceState.class);
        List<KioskId> kiosks = kiosks(4);
        registry.put(new Kiosk("k-3", Lifecycle.MAINTENANCE, "", null, null, null, Origin.ADDED));
        SplittableRandom random = new SplittableRandom(5);
        for (int step = 0; step < 1_000; step++) {
            pass(Duration.ofSeconds(random.nextInt(30)));
            KioskId kiosk = kiosks.get(random.nextInt(kiosks.size()));
            Instant heard = now.minusSeconds(random.nextInt(60));
            switch (random.nextInt(5)) {
                case 0 -> board.presence(new PresenceChanged(kiosk, random.nextBoolean(), now, ""));
                case 1 -> board.decides(kiosk, false, () -> heard);
                case 2 -> board.decides(kiosk, true, null);
                default -> say(kiosk, List.of(State.values()).get(random.nextInt(State.values().length)));
            }
            for (KioskId each : kiosks) {
                KioskStatus shown = board.find(each.value());
                boolean isOnline = shown != null && shown.online();
                assertEquals(isOnline, board.online().test(board.row(each.value())));
                for (ServiceState state : ServiceState.values()) {
                    boolean isWifi =
                            shown != null && shown.service(Service.WIFI).state() == state;
                    boolean isCall =
                            shown != null && shown.service(Service.CALL).state() == state;
                    assertEquals(isWifi, showing(Set.of(Service.WIFI), state, each), each + " " + state);
                    assertEquals(isWifi || isCall, showing(Set.of(Service.WIFI, Service.CALL), state, each));
                    if (isWifi) {
                        seen.add(state);
                    }
                }
            }
        }
        assertEquals(EnumSet.complementOf(EnumSet.of(ServiceState.SUSPECT)), seen);
    }

    private boolean showing(Set<Service> services, ServiceState state, KioskId kiosk) {
        return board.showing(services, Set.of(state)).test(board.row(kiosk.value()));
    }

    /** Some hours of three kiosks. */
    private Map<String, String> live(int seed, int tickMillis) {
        told.clear();
        seq = 0;
        now = START;
        board = board();
        List<KioskId> kiosks = kiosks(3);
        Map<KioskId, Instant> lastUp = new HashMap<>();
        for (KioskId kiosk : kiosks) {
            say(kiosk, State.UP);
            lastUp.put(kiosk, now);
        }
        learn(kiosks);
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 2_500; step++) {
            pass(Duration.ofMillis(random.nextInt(20) * 1000L), tickMillis);
            KioskId kiosk = kiosks.get(random.nextInt(kiosks.size()));
            switch (random.nextInt(120)) {
                case 0 -> board.presence(new PresenceChanged(kiosk, false, now, "connection-lost"));
                case 1, 2, 3 -> board.presence(new PresenceChanged(kiosk, true, now, ""));
                case 4 -> say(kiosk, State.DOWN);
                case 5 -> use(kiosk, now.minusSeconds(random.nextInt(120)), random.nextInt(3));
                default -> {
                    say(kiosk, State.UP);
                    lastUp.put(kiosk, now);
                }
            }
            for (KioskId each : kiosks) {
                ServiceState state = wifi(each).state();
                if (state == ServiceState.UP || state == ServiceState.SUSPECT) {
                    Instant said = Objects.requireNonNull(lastUp.get(each));
                    assertTrue(said.plus(ALLOWED).plusMillis(tickMillis).isAfter(now));
                }
            }
        }
        board.tick();
        Map<String, String> points = new TreeMap<>();
        told.forEach(each -> points.put(
                each.kiosk() + " " + each.service() + " " + each.view() + " " + each.at(),
                each.state().word() + " " + each.reason()));
        return points;
    }

    /** When the first kiosk is suspect, if it and some more are silent from the start. */
    private Instant silent(List<KioskId> kiosks, int silent) {
        for (int minute = 0; minute < 24 * 60; minute++) {
            for (int i = 0; i < kiosks.size(); i++) {
                say(kiosks.get(i), State.UP);
                if (i >= silent && minute % 6 == 0) {
                    use(kiosks.get(i), now, 1);
                }
            }
            pass(Duration.ofMinutes(1));
            if (wifi(kiosks.get(0)).reason() == StateReason.USE_HAS_STOPPED) {
                return since(kiosks.get(0));
            }
        }
        return Instant.MAX;
    }

    /** WiFi that was up when its kiosk said so, and of which nothing was heard since. */
    private static Left leftUp() {
        Transition up = seen(START, ServiceState.UNKNOWN, ServiceState.UP, StateReason.REPORTED_UP);
        return new Left(new Heard(up.kiosk(), up.service(), new Report(State.UP, "", START)), up, null);
    }

    private static Transition seen(Instant at, ServiceState before, ServiceState state, StateReason reason) {
        return new Transition(KioskId.of("left"), Service.WIFI, View.SEEN, at, before, state, reason, "");
    }

    private void learn(List<KioskId> kiosks) {
        for (DayOfWeek day : DayOfWeek.values()) {
            UseTally tally = new UseTally(Service.WIFI, day, HOURS);
            for (int week = 0; week < 4; week++) {
                tally.begin(LocalDate.of(2026, 11, 15 + day.getValue()).minusWeeks(week));
                for (KioskId kiosk : kiosks) {
                    tally.worked(kiosk.value(), tally.from(), tally.to());
                    for (int hour = 0; hour < 24; hour++) {
                        tally.used(kiosk.value(), hour, 10, 0);
                    }
                }
            }
            board.learnt(tally.learn());
        }
        for (int i = 0; i < 7 * (1 + kiosks.size() / 500); i++) {
            board.tick();
        }
    }

    private StatusBoard board() {
        StatusRule rule = new StatusRule(ALLOWED, Duration.ofSeconds(30));
        return new StatusBoard(rule, new Doubt(HOURS, 1), registry, () -> now, new StatusBoard.Changes() {
            @Override
            public void changed(Transition transition, Judgement before) {
                assertFalse(
                        transition.view() == View.SEEN && transition.at().isAfter(now),
                        "nothing is shown before it is so");
                told.add(transition);
            }

            @Override
            public void late(KioskId kiosk, Instant from) {
                late.put(kiosk, from);
            }
        });
    }

    private void pass(Duration time) {
        pass(time, 60_000);
    }

    private void pass(Duration time, int tickMillis) {
        Instant end = now.plus(time);
        for (Instant at = now; at.isBefore(end); at = at.plusMillis(tickMillis)) {
            now = at;
            board.tick();
        }
        now = end;
    }

    private void say(KioskId kiosk, State state) {
        board.stored(kiosk, new ServiceReport(id(now), Service.WIFI, state, ""));
    }

    private void use(KioskId kiosk, Instant at, long downBytes) {
        board.stored(kiosk, new WifiSession(id(at), 60, downBytes, 10, WifiSession.Network.OPEN));
    }

    private EventId id(Instant at) {
        return new EventId(++seq, at.toEpochMilli(), EventId.FIRST_RUN);
    }

    private int count(ServiceState state) {
        AtomicInteger count = new AtomicInteger();
        board.forEach(new Glance() {
            @Override
            public void kiosk(int row, boolean online) {}

            @Override
            public void service(Service service, ServiceState shown, boolean inService) {
                count.addAndGet(shown == state ? 1 : 0);
            }
        });
        return count.get();
    }

    private Instant since(KioskId kiosk) {
        return wifi(kiosk).since();
    }

    private ServiceStatus wifi(KioskId kiosk) {
        KioskStatus shown = board.find(kiosk.value());
        return shown == null
                ? new ServiceStatus(
                        Service.WIFI,
                        ServiceState.UNKNOWN,
                        StateReason.NEVER_REPORTED,
                        "",
                        Instant.MIN,
                        null,
                        null,
                        null)
                : shown.services().stream()
                        .filter(each -> each.service() == Service.WIFI)
                        .findFirst()
                        .orElseThrow();
    }

    private static List<KioskId> kiosks(int number) {
        List<KioskId> kiosks = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            kiosks.add(KioskId.of("k-" + i));
        }
        return kiosks;
    }
}
