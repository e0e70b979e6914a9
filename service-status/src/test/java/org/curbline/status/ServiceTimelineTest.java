package org.curbline.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.ServiceFacts.Report;
import org.curbline.status.usual.Doubt;
import org.curbline.status.usual.UseWatch;
import org.curbline.status.usual.WeekHours;
import org.junit.jupiter.api.Test;

class ServiceTimelineTest {
    private static final Instant START = Instant.parse("2026-11-23T16:00:00Z");
    private static final Duration ALLOWED = Duration.ofSeconds(60);
    private static final StatusRule RULE = new StatusRule(ALLOWED, Duration.ofSeconds(20));

    private final List<String> history = new ArrayList<>();
    private final ServiceTimeline timeline = timeline();

    @Test
    void aServiceIsUpFromItsReportUntilThatIsTooOld() {
        timeline.hear(up(10), at(11), this::note);
        timeline.hear(up(40), at(41), this::note);
        timeline.advance(at(99), this::note);
        timeline.advance(at(500), this::note);
        assertEquals(List.of("10 up reported-up", "100 unknown report-too-old"), history);
        assertEquals(at(100), timeline.since());
    }

    @Test
    void aKioskThatLeavesIsUnknownAfterTheGrace() {
        timeline.hear(up(10), at(10), this::note);
        timeline.apply(at(15), ServiceFacts.offlineFrom(at(15)), this::note);
        timeline.advance(at(500), this::note);
        assertEquals(List.of("10 up reported-up", "35 unknown kiosk-offline"), history);
    }

    @Test
    void aReportFromASpoolSaysNothingOfThePresent() {
        timeline.hear(up(10), at(10), this::note);
        timeline.advance(at(1_000), this::note);
        timeline.hear(up(500), at(1_000), this::note);
        timeline.hear(up(990), at(1_001), this::note);
        assertEquals(List.of("10 up reported-up", "70 unknown report-too-old", "1001 up reported-up"), history);
    }

    @Test
    void whatWasShownUntilAYoungReportCameFromASpoolWasShown() {
        timeline.hear(up(0), at(0), this::note);
        timeline.apply(at(10), ServiceFacts.offlineFrom(at(10)), this::note);
        timeline.advance(at(50), this::note);
        timeline.apply(at(50), ServiceFacts::online, this::note);
        timeline.hear(down(20), at(51), this::note);
        timeline.hear(up(45), at(52), this::note);
        assertEquals(
                List.of(
                        "0 up reported-up",
                        "30 unknown kiosk-offline",
                        "50 up reported-up",
                        "51 down reported-down",
                        "52 up reported-up"),
                history);
    }

    @Test
    void whatIsHeardAtOnceIsSeenFromTheMomentItSpeaksOf() {
        timeline.hear(up(10), at(15), this::note);
        timeline.hear(down(20), at(26), this::note);
        assertEquals(List.of("10 up reported-up", "26 down reported-down"), history);
    }

    @Test
    void aReportOfThePastIsPassedOver() {
        assertTrue(timeline.hear(up(50), at(50), this::note));
        assertFalse(timeline.hear(down(40), at(51), this::note));
        assertEquals(List.of("50 up reported-up"), history);
    }

    @Test
    void ofTwoReportsOfOneMomentTheLaterHeardCounts() {
        timeline.hear(up(50), at(51), this::note);
        timeline.hear(down(50), at(51), this::note);
        assertEquals(List.of("50 up reported-up", "50 down reported-down"), history);
    }

    @Test
    void whatWasSaidAfterTheNewestReportRunsOutWithItAllTheSame() {
        // It came back online at 50 with a report of 10, and the gateway was killed before the next.
        timeline.resume(said(ServiceState.UP, StateReason.REPORTED_UP), at(50), up(10), at(55), this::note);
        timeline.advance(at(500), this::note);
        assertEquals(List.of("70 unknown report-too-old"), history);
    }

    @Test
    void whatRanOutWhileNobodyLookedWasNotObserved() {
        timeline.resume(said(ServiceState.UP, StateReason.REPORTED_UP), at(50), up(10), at(300), this::note);
        assertEquals(List.of("70 unknown not-observed"), history);
    }

    @Test
    void maintenanceGoesOnOverARestartWithoutABlip() {
        timeline.apply(at(0), facts -> facts.withWindow(true), this::note);
        history.clear();
        timeline.resume(
                said(ServiceState.MAINTENANCE, StateReason.MAINTENANCE_WINDOW), at(5), down(100), at(110), this::note);
        assertEquals(List.of(), history);
        timeline.apply(at(120), facts -> facts.withWindow(false), this::note);
        assertEquals(List.of("120 down reported-down"), history);
    }

    @Test
    void maintenanceThatEndedWhileNobodyLookedEndsNow() {
        timeline.resume(
                said(ServiceState.MAINTENANCE, StateReason.MAINTENANCE_WINDOW), at(5), up(100), at(110), this::note);
        assertEquals(List.of("110 up reported-up"), history);
    }

    @Test
    void maintenanceThatBeganWhileNobodyLookedBeginsNow() {
        timeline.apply(at(0), facts -> facts.with(Lifecycle.MAINTENANCE), this::note);
        history.clear();
        timeline.resume(said(ServiceState.UP, StateReason.REPORTED_UP), at(10), down(100), at(300), this::note);
        assertEquals(
                List.of("100 down reported-down", "160 unknown not-observed", "300 maintenance under-maintenance"),
                history);
    }

    @Test
    void whatWasUnknownStaysSoUntilSomethingIsHeard() {
        timeline.resume(said(ServiceState.UNKNOWN, StateReason.KIOSK_OFFLINE), at(50), up(10), at(55), this::note);
        timeline.advance(at(500), this::note);
        assertEquals(List.of(), history);
        timeline.hear(up(501), at(501), this::note);
        assertEquals(List.of("501 up reported-up"), history);
    }

    @Test
    void nothingIsShownWithoutEvidenceWhateverComes() {
        for (int seed = 0; seed < 500; seed++) {
            List<Report> heard = new ArrayList<>();
            ServiceTimeline any = timeline();
            SplittableRandom random = new SplittableRandom(seed);
            long now = 0;
            for (int step = 0; step < 200; step++) {
                now += random.nextInt(50);
                Instant[] last = {any.since()};
                StateChanges inOrder = (at, before, after) -> {
                    assertFalse(at.isBefore(last[0]), "transitions are in order");
                    assertFalse(after.saysAs(before), "a transition changes something");
                    last[0] = at;
                };
                heard.addAll(happen(any, random, now, inOrder));
                any.advance(at(now), inOrder);
                assertTrue(any.deadline().isAfter(at(now)), "no deadline has passed");
                assertEquals(RULE.judge(any.facts(), at(now)), any.judgement(), "the rule says the same now");
                if (claims(any.judgement().state())) {
                    Instant moment = at(now);
                    assertTrue(
                            heard.stream()
                                    .anyMatch(
                                            report -> report.at().plus(ALLOWED).isAfter(moment)),
                            "seed " + seed + ": " + any.judgement());
                }
            }
        }
    }

    @Test
    void theSameFactsGiveTheSameHistoryHoweverOftenTimeIsLetPass() {
        for (int seed = 0; seed < 500; seed++) {
            assertEquals(history(seed, 1_000_000), history(seed, 3), "seed " + seed);
        }
    }

    private List<String> history(int seed, int tickSeconds) {
        history.clear();
        ServiceTimeline any = timeline();
        SplittableRandom random = new SplittableRandom(seed);
        long now = 0;
        for (int step = 0; step < 100; step++) {
            long next = now + random.nextInt(50);
            for (long tick = now; tick < next; tick += tickSeconds) {
                any.advance(at(tick), this::note);
            }
            now = next;
            Report report = new Report(any(State.values(), random), "", at(now));
            switch (random.nextInt(4)) {
                case 0 -> any.apply(at(now), ServiceFacts.offlineFrom(at(now)), this::note);
                case 1 -> any.apply(at(now), ServiceFacts::online, this::note);
                default -> any.hear(report, at(now), this::note);
            }
        }
        return List.copyOf(history);
    }

    private static List<Report> happen(
            ServiceTimeline timeline, SplittableRandom random, long now, StateChanges transitions) {
        switch (random.nextInt(6)) {
            case 0 -> timeline.apply(at(now), ServiceFacts.offlineFrom(at(now)), transitions);
            case 1 -> timeline.apply(at(now), ServiceFacts::online, transitions);
            case 2 -> timeline.apply(at(now), facts -> facts.withWindow(!facts.windowOpen()), transitions);
            case 3 -> timeline.apply(at(now), facts -> facts.with(any(Lifecycle.values(), random)), transitions);
            default -> {
                Report report = new Report(any(State.values(), random), "", at(now - random.nextInt(100)));
                timeline.hear(report, at(now), transitions);
                return List.of(report);
            }
        }
        return List.of();
    }

    private static <T> T any(T[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }

    private static boolean claims(ServiceState state) {
        return state != ServiceState.UNKNOWN && state != ServiceState.MAINTENANCE;
    }

    private static ServiceTimeline timeline() {
        return new ServiceTimeline(
                RULE,
                new UseWatch(new Doubt(new WeekHours(ZoneOffset.UTC), 1)),
                ServiceFacts.none(Lifecycle.ACTIVE),
                START);
    }

    private void note(Instant at, Judgement before, Judgement now) {
        history.add(Duration.between(START, at).toSeconds() + " " + now.state().word() + " "
                + now.reason().code());
    }

    /** As it is read from the store: without an end. */
    private static Judgement said(ServiceState state, StateReason reason) {
        return new Judgement(state, reason, "", Instant.MAX);
    }

    private static Report up(long seconds) {
        return new Report(State.UP, "", at(seconds));
    }

    private static Report down(long seconds) {
        return new Report(State.DOWN, "", at(seconds));
    }

    private static Instant at(long seconds) {
        return START.plusSeconds(seconds);
    }
}
