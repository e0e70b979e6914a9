package org.curbline.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.FleetUse;
import org.curbline.status.usual.LearntDay;
import org.curbline.status.usual.UseTally;
import org.curbline.status.usual.UseWatch;
import org.curbline.status.usual.UsualUse;
import org.curbline.status.usual.WeekHours;
import org.junit.jupiter.api.Test;

/** A service that is used ten times an hour, and its suspicions; moments in minutes. */
class SuspectTimelineTest {
    private static final WeekHours HOURS = new WeekHours(ZoneOffset.UTC);
    private static final Instant START = Instant.parse("2026-11-23T16:00:00Z");
    private static final StatusRule RULE = new StatusRule(Duration.ofMinutes(10), Duration.ofMinutes(5));
    private static final UsualUse TEN_AN_HOUR = tenAnHour();

    private final List<String> history = new ArrayList<>();
    private final Map<Instant, Judgement> suspicions = new TreeMap<>();
    private final StateChanges notes = new Notes();
    private ServiceTimeline timeline = timeline();

    @Test
    void whoIsNoLongerUsedIsSuspectSinceItsLastUseUntilTheNext() {
        up(0, 20);
        use(20);
        up(21, 200);
        assertEquals(2, history.size(), history::toString);
        long raised = minute(history.get(1));
        assertEquals(raised + " suspect use-has-stopped", history.get(1));
        assertTrue(raised > 20 + 60 && raised < 20 + 100, "more than ten uses are missing: " + raised);
        assertEquals("20 suspect", suspected());
        use(201);
        assertEquals("201 up reported-up", history.get(2));
        assertEquals("20 suspect, 201 up", suspected());
        up(202, 210);
        assertEquals(3, history.size());
    }

    @Test
    void whoIsUsedIsNot() {
        for (int minute = 0; minute < 3_000; minute++) {
            up(minute, minute);
            if (minute % 40 == 0) {
                use(minute);
            }
        }
        assertEquals(List.of("0 up reported-up"), history);
    }

    @Test
    void onlyTheTimeInWhichItIsSaidToWorkCounts() {
        up(0, 50);
        timeline.hear(new Report(State.DOWN, "", at(51)), at(51), notes);
        timeline.advance(at(5_000), notes);
        assertEquals(List.of("0 up reported-up", "51 down reported-down", "61 unknown report-too-old"), history);
        up(5_000, 5_020);
        assertEquals("5000 up reported-up", history.get(3));
        up(5_021, 5_100);
        assertEquals(5, history.size(), history::toString);
        assertTrue(minute(history.get(4)) < 5_050, "what was missed before counts");
    }

    @Test
    void itStaysSuspectWhateverItSaysUntilItIsUsed() {
        up(0, 200);
        timeline.hear(new Report(State.DOWN, "", at(201)), at(201), notes);
        up(202, 210);
        assertEquals("202 suspect use-has-stopped", history.get(history.size() - 1));
        timeline.used(at(211), false, at(211), notes);
        assertEquals(ServiceState.SUSPECT, timeline.judgement().state(), "a use that carries nothing proves nothing");
        use(212);
        assertEquals("212 up reported-up", history.get(history.size() - 1));
    }

    @Test
    void aUseThatIsHeardOfLaterShowsThatItWasNeverDue() {
        use(0);
        up(0, 200);
        timeline.used(at(50), true, at(200), notes);
        assertEquals("200 up reported-up", history.get(history.size() - 1), "what was shown was shown");
        assertEquals("0 up", suspected());
    }

    @Test
    void aUseThatIsHeardOfLaterShowsWhenItEnded() {
        use(0);
        up(0, 300);
        timeline.used(at(280), true, at(300), notes);
        timeline.used(at(250), true, at(301), notes);
        assertEquals("0 suspect, 250 up, 280 up", suspected());
    }

    @Test
    void whileItStandsItIsToldEveryDay() {
        use(0);
        int day = 24 * 60;
        up(0, 3 * day + 5);
        assertEquals("0 suspect, 1440 suspect, 2880 suspect, 4320 suspect", suspected());
        timeline.used(at(2 * day - 5), true, at(3 * day + 5), notes);
        assertEquals("0 suspect, 1440 suspect, 2875 up, 2880 up, 4320 up", suspected());
    }

    @Test
    void usesThatCarryNothingOneAfterTheOtherAreSuspect() {
        up(0, 0);
        use(1);
        for (int minute = 2; minute <= 6; minute++) {
            assertEquals(ServiceState.UP, timeline.judgement().state());
            timeline.used(at(minute), false, at(minute), notes);
        }
        assertEquals(List.of("0 up reported-up", "6 suspect sessions-carry-nothing"), history);
        assertEquals("2 suspect", suspected());
        use(7);
        assertEquals("2 suspect, 7 up", suspected());
    }

    @Test
    void whatIsLearntLateChangesNothingThatWasShown() {
        timeline = new ServiceTimeline(
                RULE, new UseWatch(new Doubt(HOURS, 1)), ServiceFacts.none(Lifecycle.ACTIVE), START);
        up(0, 1000);
        assertEquals(List.of("0 up reported-up"), history, "nothing was learnt");
        timeline.usual(TEN_AN_HOUR, at(1000));
        up(1000, 1001);
        assertEquals("1000 suspect use-has-stopped", history.get(1));
    }

    @Test
    void aSuspicionIsTakenUpAgainThoughItIsHidden() {
        up(0, 200);
        timeline.hear(new Report(State.DOWN, "", at(201)), at(201), notes);
        Judgement down = timeline.judgement();
        timeline = timeline();
        history.clear();
        timeline.suspected(StateReason.USE_HAS_STOPPED, at(0));
        timeline.resume(down, at(201), new Report(State.DOWN, "", at(201)), at(205), notes);
        up(206, 207);
        assertEquals(List.of("206 suspect use-has-stopped"), history);
        timeline.believe(at(208), notes);
        assertEquals("208 up reported-up", history.get(1), "if nobody doubts any more");
    }

    @Test
    void theSameFactsTellTheSameHoweverOftenTimeIsLetPass() {
        int suspect = 0;
        for (int seed = 0; seed < 200; seed++) {
            String often = told(seed, 1);
            assertEquals(often, told(seed, 100_000), "seed " + seed);
            suspect += often.contains("suspect") ? 1 : 0;
        }
        assertTrue(suspect > 50, "it is about suspicions: " + suspect);
    }

    @Test
    void nothingIsSuspectOrUpWithoutEvidenceWhateverComes() {
        for (int seed = 0; seed < 200; seed++) {
            timeline = timeline();
            SplittableRandom random = new SplittableRandom(seed);
            int now = 0;
            for (int step = 0; step < 300; step++) {
                now += random.nextInt(20);
                happen(random, now);
                timeline.advance(at(now), notes);
                ServiceState state = timeline.judgement().state();
                if (state == ServiceState.UP || state == ServiceState.SUSPECT) {
                    Report report = Objects.requireNonNull(timeline.facts().report());
                    assertEquals(State.UP, report.state(), "it said so");
                    assertTrue(report.at().plus(RULE.allowedAge()).isAfter(at(now)), "not long ago");
                }
                assertEquals(
                        state == ServiceState.SUSPECT,
                        timeline.judgement().reason().code().contains("-has-stopped")
                                || timeline.judgement().reason() == StateReason.SESSIONS_CARRY_NOTHING);
                assertTrue(timeline.deadline().isAfter(at(now)), "no deadline has passed");
            }
        }
    }

    @Test
    void knownIsSuspectExactlyWhereItWasSaidToBeUpAndSuspected() {
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Transition> changes = new ArrayList<>();
            ServiceState said = ServiceState.UNKNOWN;
            ServiceState use = ServiceState.UP;
            Map<Integer, ServiceState> expected = new TreeMap<>();
            for (int minute = 1; minute < 50; minute++) {
                if (random.nextBoolean()) {
                    use = random.nextBoolean() ? ServiceState.SUSPECT : ServiceState.UP;
                    changes.add(change(View.SUSPICION, minute, use));
                } else {
                    said = List.of(ServiceState.values()).get(random.nextInt(5));
                    changes.add(change(View.KNOWN, minute, said));
                }
                expected.put(minute, said == ServiceState.UP && use == ServiceState.SUSPECT ? use : said);
            }
            Map<Integer, ServiceState> laid = new TreeMap<>();
            SuspectTime.laidOver(changes).forEach(each -> laid.put((int) minute(each.at()), each.state()));
            laid.forEach((minute, state) -> assertEquals(expected.get(minute), state));
            assertFalse(laid.isEmpty());
        }
    }

    private String told(int seed, int tick) {
        history.clear();
        suspicions.clear();
        timeline = timeline();
        SplittableRandom random = new SplittableRandom(seed);
        int now = 0;
        for (int step = 0; step < 400; step++) {
            int next = now + random.nextInt(8);
            for (int minute = now; minute < next; minute += tick) {
                timeline.advance(at(minute), notes);
            }
            now = next;
            happen(random, now);
        }
        timeline.advance(at(now), notes);
        return history + " / " + suspected();
    }

    private void happen(SplittableRandom random, int now) {
        switch (random.nextInt(40)) {
            case 0 -> timeline.apply(at(now), ServiceFacts.offlineFrom(at(now)), notes);
            case 1, 2, 3 -> timeline.apply(at(now), ServiceFacts::online, notes);
            case 4 -> timeline.apply(at(now), facts -> facts.withWindow(!facts.windowOpen()), notes);
            case 5 -> timeline.hear(new Report(State.DOWN, "", at(now)), at(now), notes);
            case 6, 7 -> timeline.used(at(now - random.nextInt(5)), random.nextInt(3) > 0, at(now), notes);
            default -> timeline.hear(new Report(State.UP, "", at(now)), at(now), notes);
        }
    }

    /** Reports every minute, the last included. */
    private void up(int from, int to) {
        for (int minute = from; minute <= to; minute++) {
            timeline.hear(new Report(State.UP, "", at(minute)), at(minute), notes);
            timeline.advance(at(minute), notes);
        }
    }

    private void use(int minute) {
        timeline.used(at(minute), true, at(minute), notes);
    }

    private String suspected() {
        return suspicions.entrySet().stream()
                .map(each ->
                        minute(each.getKey()) + " " + each.getValue().state().word())
                .collect(Collectors.joining(", "));
    }

    private static ServiceTimeline timeline() {
        ServiceTimeline timeline = new ServiceTimeline(
                RULE, new UseWatch(new Doubt(HOURS, 1)), ServiceFacts.none(Lifecycle.ACTIVE), START);
        timeline.usual(TEN_AN_HOUR, START);
        return timeline;
    }

    private static UsualUse tenAnHour() {
        FleetUse fleet = new FleetUse();
        UsualUse use = new UsualUse(fleet);
        for (DayOfWeek day : DayOfWeek.values()) {
            UseTally tally = new UseTally(Service.WIFI, day, HOURS);
            for (int week = 0; week < 4; week++) {
                tally.begin(LocalDate.of(2026, 11, 15 + day.getValue()).minusWeeks(week));
                tally.worked("one", tally.from(), tally.to());
                for (int hour = 0; hour < 24; hour++) {
                    tally.used("one", hour, 10, 0);
                }
            }
            LearntDay learnt = tally.learn();
            fleet.learn(learnt);
            use.learn(day, learnt.kiosks().get("one"));
        }
        return use;
    }

    private static Transition change(View view, int minute, ServiceState state) {
        return new Transition(
                KioskId.of("one"), Service.WIFI, view, at(minute), state, state, StateReason.USE_HAS_STOPPED, "");
    }

    private static Instant at(long minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static long minute(Instant at) {
        return Duration.between(START, at).toMinutes();
    }

    private static long minute(String change) {
        return Long.parseLong(change.substring(0, change.indexOf(' ')));
    }

    /** Keeps what is told; what is told again of a moment takes the place of what was told before. */
    private final class Notes implements StateChanges {
        @Override
        public void changed(Instant at, Judgement before, Judgement now) {
            history.add(
                    minute(at) + " " + now.state().word() + " " + now.reason().code());
        }

        @Override
        public void suspicion(Instant at, Judgement before, Judgement now) {
            suspicions.put(at, now);
        }
    }
}
