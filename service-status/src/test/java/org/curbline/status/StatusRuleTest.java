package org.curbline.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.curbline.protocol.ServiceReport.State;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.status.ServiceFacts.Report;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of precedence, row by row. */
class StatusRuleTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:05:00Z");
    private static final StatusRule RULE = new StatusRule(Duration.ofSeconds(60), Duration.ofSeconds(20));
    private static final ServiceFacts UP = facts(State.UP, 10);

    static Stream<Arguments> rows() {
        return Stream.of(
                row(
                        "a window beats what the kiosk says",
                        facts(State.DOWN, 10).withWindow(true),
                        "maintenance",
                        "maintenance-window"),
                row(
                        "a window beats the lifecycle",
                        UP.with(Lifecycle.MAINTENANCE).withWindow(true),
                        "maintenance",
                        "maintenance-window"),
                row(
                        "nobody works on a kiosk that is gone",
                        UP.with(Lifecycle.REMOVED).withWindow(true),
                        "unknown",
                        "not-in-service"),
                row(
                        "under maintenance beats a report",
                        UP.with(Lifecycle.MAINTENANCE),
                        "maintenance",
                        "under-maintenance"),
                row("a planned kiosk is not in service", UP.with(Lifecycle.PLANNED), "unknown", "not-in-service"),
                row("an installed kiosk is not in service", UP.with(Lifecycle.INSTALLED), "unknown", "not-in-service"),
                row("a removed kiosk is not in service", UP.with(Lifecycle.REMOVED), "unknown", "not-in-service"),
                row("nothing was ever said", ServiceFacts.none(Lifecycle.ACTIVE), "unknown", "never-reported"),
                row(
                        "nothing was said, and it is offline",
                        ServiceFacts.none(Lifecycle.ACTIVE).offline(NOW),
                        "unknown",
                        "never-reported"),
                row("offline within the grace", UP.offline(ago(19)), "up", "reported-up"),
                row("offline for the grace", UP.offline(ago(20)), "unknown", "kiosk-offline"),
                row("offline beats down", facts(State.DOWN, 10).offline(ago(20)), "unknown", "kiosk-offline"),
                row("offline beats suspicion", suspected(10).offline(ago(20)), "unknown", "kiosk-offline"),
                row("almost too old", facts(State.UP, 59), "up", "reported-up"),
                row("too old", facts(State.UP, 60), "unknown", "report-too-old"),
                row("too old beats down", facts(State.DOWN, 60), "unknown", "report-too-old"),
                row("too old first, offline later", facts(State.UP, 120).offline(ago(40)), "unknown", "report-too-old"),
                row("offline first, too old later", facts(State.UP, 90).offline(ago(85)), "unknown", "kiosk-offline"),
                row("down", facts(State.DOWN, 10), "down", "reported-down"),
                row(
                        "down is believed though use has stopped",
                        facts(State.DOWN, 10).suspected(StateReason.USE_HAS_STOPPED),
                        "down",
                        "reported-down"),
                row("degraded", facts(State.DEGRADED, 10), "degraded", "reported-degraded"),
                row(
                        "degraded is believed though use has stopped",
                        facts(State.DEGRADED, 10).suspected(StateReason.USE_HAS_STOPPED),
                        "degraded",
                        "reported-degraded"),
                row("up, but unused", suspected(10), "suspect", "use-has-stopped"),
                row(
                        "up, but empty",
                        UP.suspected(StateReason.SESSIONS_CARRY_NOTHING),
                        "suspect",
                        "sessions-carry-nothing"),
                row("up", UP, "up", "reported-up"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void theFirstLineThatFitsDecides(String name, ServiceFacts facts, String state, String reason) {
        Judgement judgement = RULE.judge(facts, NOW);
        assertEquals(
                state + " " + reason,
                judgement.state().word() + " " + judgement.reason().code());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aJudgementHoldsUntilItSaysAndNoLonger(String name, ServiceFacts facts, String state, String reason) {
        Judgement judgement = RULE.judge(facts, NOW);
        if (judgement.until().equals(Instant.MAX)) {
            assertEquals(judgement, RULE.judge(facts, NOW.plus(Duration.ofDays(1000))));
        } else {
            assertEquals(judgement, RULE.judge(facts, judgement.until().minusNanos(1)));
            assertEquals(
                    ServiceState.UNKNOWN, RULE.judge(facts, judgement.until()).state());
        }
    }

    private static Arguments row(String name, ServiceFacts facts, String state, String reason) {
        return Arguments.of(name, facts, state, reason);
    }

    private static ServiceFacts facts(State state, long secondsAgo) {
        return ServiceFacts.none(Lifecycle.ACTIVE).with(new Report(state, "", ago(secondsAgo)));
    }

    private static ServiceFacts suspected(long secondsAgo) {
        return facts(State.UP, secondsAgo).suspected(StateReason.USE_HAS_STOPPED);
    }

    private static Instant ago(long seconds) {
        return NOW.minusSeconds(seconds);
    }
}
