package org.curbline.agent.time;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A computer whose clock can be set, kept right, and that can be started anew. */
public final class ClockToSet implements ComputerClock {
    private volatile Instant shown;
    private volatile Duration sinceBoot = Duration.ofSeconds(20);
    private volatile UUID boot = new UUID(0, 1);
    private volatile boolean isSynchronised;

    public ClockToSet(Instant shown) {
        this.shown = shown;
    }

    /** Time goes by. */
    public void passes(Duration time) {
        shown = shown.plus(time);
        sinceBoot = sinceBoot.plus(time);
    }

    /** Somebody sets the clock: then nobody keeps it right. */
    public void set(Instant to) {
        shown = to;
        isSynchronised = false;
    }

    /** The clock is set, and kept right from now on. */
    public void synchronise(Instant to) {
        shown = to;
        isSynchronised = true;
    }

    /** The computer is started anew, and its clock shows what a computer without a battery shows. */
    public void startAnew(Instant to) {
        set(to);
        sinceBoot = Duration.ofSeconds(20);
        boot = new UUID(0, boot.getLeastSignificantBits() + 1);
    }

    @Override
    public Instant instant() {
        return shown;
    }

    @Override
    public Duration sinceBoot() {
        return sinceBoot;
    }

    @Override
    public UUID boot() {
        return boot;
    }

    @Override
    public boolean isSynchronised() {
        return isSynchronised;
    }
}
