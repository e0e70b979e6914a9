package org.curbline.gateway.status;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.Judgement;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.Transition;
import org.curbline.status.View;
import org.junit.jupiter.api.Test;

class SteadyStatesTest {
    private static final Instant START = Instant.parse("2026-11-23T17:00:00Z");
    private static final KioskId KIOSK = KioskId.of("mn-05-000001");
    private static final Judgement UP = judgement(ServiceState.UP, StateReason.REPORTED_UP);
    private static final Judgement DOWN = judgement(ServiceState.DOWN, StateReason.REPORTED_DOWN);
    private static final Judgement DEGRADED = judgement(ServiceState.DEGRADED, StateReason.REPORTED_DEGRADED);

    private final SteadyStates states = new SteadyStates(Duration.ofSeconds(30));

    @Test
    void aStateIsToldWhenItHasHeld() {
        change(0, UP, DOWN);
        assertEquals(List.of(), told(29));
        assertEquals(List.of("0 up down"), told(30));
        assertEquals(List.of(), told(1_000));
    }

    @Test
    void whatFlapsIsNotToldHoweverLong() {
        for (int second = 0; second < 600; second += 20) {
            change(second, UP, DOWN);
            change(second + 10, DOWN, UP);
            assertEquals(List.of(), told(second + 19));
        }
        assertEquals(List.of(), told(10_000));
    }

    @Test
    void whatSettlesElsewhereIsToldFromWhereItWas() {
        change(0, UP, DOWN);
        change(10, DOWN, UP);
        change(20, UP, DOWN);
        change(25, DOWN, DEGRADED);
        assertEquals(List.of(), told(54));
        assertEquals(List.of("25 up degraded"), told(55));
    }

    @Test
    void withoutAHoldEverythingIsToldAtOnce() {
        SteadyStates atOnce = new SteadyStates(Duration.ZERO);
        atOnce.changed(transition(5, UP, DOWN), UP, START.plusSeconds(5));
        assertEquals(List.of(transition(5, UP, DOWN)), atOnce.steady(START.plusSeconds(5)));
    }

    private void change(int second, Judgement before, Judgement now) {
        states.changed(transition(second, before, now), before, START.plusSeconds(second));
    }

    private List<String> told(int second) {
        return states.steady(START.plusSeconds(second)).stream()
                .map(told -> Duration.between(START, told.at()).toSeconds() + " "
                        + told.before().word() + " " + told.state().word())
                .toList();
    }

    private static Transition transition(int second, Judgement before, Judgement now) {
        return new Transition(
                KIOSK,
                Service.WIFI,
                View.SEEN,
                START.plusSeconds(second),
                before.state(),
                now.state(),
                now.reason(),
                now.detail());
    }

    private static Judgement judgement(ServiceState state, StateReason reason) {
        return new Judgement(state, reason, "", Instant.MAX);
    }
}
