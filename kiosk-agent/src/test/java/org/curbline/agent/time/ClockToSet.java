package org.curbline.agent.time;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A computer whose clock can be set, kept right, and that can be started anew. */
public final class ClockToSet implements ComputerClock {
    private static final Duration STARTED = Duration.ofSeconds(20);

    /** Whole, as who reads it between two changes would see a clock that never was. */
    private volatile State state;

    public ClockToSet(Instant shown) {
        state = new State(shown, STARTED, new UUID(0, 1), false);
    }

    /** Time goes by. */
    public void passes(Duration time) {
        State was = state;
        state = new State(was.shown.plus(time), was.sinceBoot.plus(time), was.boot, was.isSynchronised);
    }

    /** Somebody sets the clock: then nobody keeps it right. */
    public void set(Instant to) {
        state = state.set(to, false);
    }

    /** The clock is set, and kept right from now on. */
    public void synchronise(Instant to) {
        state = state.set(to, true);
    }

    /** The computer is started anew, and its clock shows what a computer without a battery shows. */
    public void startAnew(Instant to) {
        state = new State(to, STARTED, new UUID(0, state.boot.getLeastSignificantBits() + 1), false);
    }

    @Override
    public Instant instant() {
        return state.shown;
    }

    @Override
    public Duration sinceBoot() {
        return state.sinceBoot;
    }

    @Override
    public UUID boot() {
        return state.boot;
    }

    @Override
    public boolean isSynchronised() {
        return state.isSynchronised;
    }

    private record State(Instant shown, Duration sinceBoot, UUID boot, boolean isSynchronised) {
        State set(Instant to, boolean isKeptRight) {
            return new State(to, sinceBoot, boot, isKeptRight);
        }
    }
}
