package org.curbline.agent.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.curbline.protocol.ComputerCondition.ClockState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time on a kiosk. Its {@link #instant} begins with what the computer's clock says and from then on goes evenly, as
 * the time since the computer's start does: nothing that is done to the clock moves it, so that durations are right.
 * What {@link #correction} says must be added to have the true time. That is known once the computer's clock is kept
 * right, or the gateway has told the time; until then there is none. All times are in milliseconds. Any thread.
 */
public final class KioskTime implements InstantSource {
    /** The clock of a computer without a battery shows less, the year of its system, until somebody sets it. */
    public static final Instant BUILT_AFTER = Instant.parse("2026-11-01T00:00:00Z");

    private static final Logger log = LoggerFactory.getLogger(KioskTime.class);
    /** What the clock moves by more than that at once is a leap. */
    private static final long LEAP_MILLIS = 1_000;
    /** The gateway refuses what is further ahead of its own clock. */
    private static final long MOST_FROM_GATEWAY_MILLIS = Duration.ofMinutes(5).toMillis();
    /** What keeps the clock is asked no oftener, as long as it does not leap. */
    private static final long ASK_EVERY_MILLIS = 10_000;

    private static final long ASK_EVERY_WHEN_KNOWN_MILLIS =
            Duration.ofMinutes(10).toMillis();

    private final ComputerClock computer;
    private final Trust trust;
    /** Each is a time of day less the time since the start of the computer. */
    private final long assumed;

    private long shown;
    private long asked = Long.MIN_VALUE;
    private OptionalLong gateways = OptionalLong.empty();
    private OptionalLong known = OptionalLong.empty();
    private String by = "";
    private ClockState state = ClockState.UNKNOWN;
    private String trouble = "";
    private int leaps;

    /**
     * Time from now on.
     *
     * @param knownBefore what an earlier agent knew since this start of the computer, as {@link #offset} said it
     */
    public KioskTime(ComputerClock computer, Trust trust, OptionalLong knownBefore) {
        this.computer = computer;
        this.trust = trust;
        this.assumed = computer.millis() - sinceBoot();
        this.shown = assumed;
        if (knownBefore.isPresent()) {
            known = knownBefore;
            by = "it was known before this agent started";
            state = ClockState.HELD;
        }
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(assumed + sinceBoot());
    }

    /** Which start of the computer this is. */
    public UUID boot() {
        return computer.boot();
    }

    /** What {@link #instant} is, less the time since the computer's start. */
    public long assumedOffset() {
        return assumed;
    }

    /** What the true time is, less the time since the computer's start; empty while nobody knows. */
    public synchronized OptionalLong offset() {
        return known;
    }

    /** What is to be added to {@link #instant}; empty while the time is not known. */
    public synchronized OptionalLong correction() {
        return known.isPresent() ? OptionalLong.of(known.getAsLong() - assumed) : known;
    }

    /** What is to be added to what the computer's clock shows just now, to have {@link #instant}. */
    public long fromComputers() {
        return assumed + sinceBoot() - computer.millis();
    }

    /** The true time; empty while nobody knows. */
    public Optional<Instant> now() {
        OptionalLong offset = offset();
        return offset.isPresent()
                ? Optional.of(Instant.ofEpochMilli(offset.getAsLong() + sinceBoot()))
                : Optional.empty();
    }

    /** What the times of events are from. */
    public synchronized ClockState state() {
        return state;
    }

    /** Where the time is from, or why it is not known; a sentence's part for people. */
    public synchronized String describe() {
        String leapt = leaps == 0 ? "" : "; leaps of the computer's clock: " + leaps;
        return (known.isPresent()
                        ? "known, as " + by + (trouble.isEmpty() ? "" : "; " + trouble)
                        : trouble.isEmpty()
                                ? "nothing keeps the computer's clock right, and the gateway has not told it"
                                : trouble)
                + leapt;
    }

    /** Looks at the computer's clock. To be called every second or so; may block for seconds. */
    public void look() {
        long before = computersOffset();
        boolean leapt = noticeLeap(before);
        if (isToAsk(leapt)) {
            boolean isRight = trust == Trust.ALWAYS || computer.isSynchronised();
            long after = computersOffset();
            if (isRight && Math.abs(after - before) <= LEAP_MILLIS) { // else it was set meanwhile: see next time
                computersIsRight(after);
            } else if (!isRight) {
                isNotKept();
            }
        }
    }

    /** The gateway has told the time, just now. */
    public synchronized void gatewaySays(Instant time) {
        if (time.isBefore(BUILT_AFTER)) {
            log.warn("The gateway says that it is {}, which cannot be; it is not believed.", time);
            return;
        }
        gateways = OptionalLong.of(time.toEpochMilli() - sinceBoot());
        if (known.isEmpty()) {
            believeGateway();
        }
    }

    private long sinceBoot() {
        return computer.sinceBoot().toMillis();
    }

    private long computersOffset() {
        return computer.millis() - sinceBoot();
    }

    private synchronized boolean noticeLeap(long offset) {
        long leap = offset - shown;
        shown = offset;
        if (Math.abs(leap) <= LEAP_MILLIS) {
            return false;
        }
        leaps++;
        log.warn(
                "The computer's clock was set {} by {} and shows {}. {}",
                leap > 0 ? "forward" : "back",
                Duration.ofMillis(Math.abs(leap)),
                computer.instant(),
                known.isPresent()
                        ? "Events keep the time that is known until it is known anew."
                        : "Events get their time once it is known.");
        return true;
    }

    private synchronized boolean isToAsk(boolean leapt) {
        long now = sinceBoot();
        long every = known.isPresent() ? ASK_EVERY_WHEN_KNOWN_MILLIS : ASK_EVERY_MILLIS;
        boolean isDue = leapt || asked == Long.MIN_VALUE || now - asked >= every;
        asked = isDue ? now : asked;
        return isDue;
    }

    private synchronized void computersIsRight(long offset) {
        Instant shows = Instant.ofEpochMilli(offset + sinceBoot());
        if (shows.isBefore(BUILT_AFTER)) {
            doubt("the computer's clock is said to be right and shows " + shows + ", which cannot be");
            believeGateway();
        } else if (gateways.isPresent() && Math.abs(offset - gateways.getAsLong()) > MOST_FROM_GATEWAY_MILLIS) {
            doubt("the computer's clock is said to be right and is "
                    + Duration.ofSeconds((offset - gateways.getAsLong()) / 1_000)
                    + " ahead of the gateway's, which is believed");
            believeGateway();
        } else {
            trouble = "";
            believe(
                    offset,
                    ClockState.KEPT,
                    trust == Trust.ALWAYS ? "the settings say that the clock is right" : "the clock is kept right");
        }
    }

    private synchronized void isNotKept() {
        if (state == ClockState.KEPT) {
            log.warn("Nothing keeps the computer's clock right any more; what is known of the time is counted on.");
            state = ClockState.HELD;
            by = "the clock was kept right, and nothing does any more";
        }
        believeGateway();
    }

    private void doubt(String why) {
        if (!trouble.equals(why)) {
            log.warn("The time is in doubt: {}.", why);
        }
        trouble = why;
    }

    private synchronized void believeGateway() {
        if (gateways.isPresent() && (known.isEmpty() || !trouble.isEmpty())) {
            believe(gateways.getAsLong(), ClockState.GATEWAY, "the gateway says");
        }
    }

    private void believe(long offset, ClockState as, String source) {
        if (known.isEmpty()) {
            log.info("It is {}: {}.", Instant.ofEpochMilli(offset + sinceBoot()), source);
        } else if (Math.abs(offset - known.getAsLong()) > LEAP_MILLIS) {
            log.warn(
                    "It was taken to be {} later than it is; it is {}: {}.",
                    Duration.ofMillis(known.getAsLong() - offset),
                    Instant.ofEpochMilli(offset + sinceBoot()),
                    source);
        }
        known = OptionalLong.of(offset);
        by = source;
        state = as;
    }
}
