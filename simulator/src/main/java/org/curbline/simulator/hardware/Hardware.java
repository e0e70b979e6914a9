package org.curbline.simulator.hardware;

import java.time.Duration;
import java.util.List;

/**
 * What a kiosk is built of. The figures of the named ones are assumed.
 *
 * @param name a word
 * @param spoolBytes what its card has room for; of what is more the oldest leaves
 * @param syncEvery how much of what happened last the card has not yet kept when power goes
 * @param eventsPerSecond how many its processor can send, in real time
 * @param reboot how long it needs after power has come back
 * @param clockWrongFor how long after that its clock, which has no battery, goes on from when power went; zero if it
 *     has one
 * @param wornAfter how many events its card can write down in its life; what it is given later is gone when power goes
 */
public record Hardware(
        String name,
        long spoolBytes,
        Duration syncEvery,
        double eventsPerSecond,
        Duration reboot,
        Duration clockWrongFor,
        long wornAfter) {
    /** It never is. */
    public static final long NEVER = Long.MAX_VALUE;

    /** It can do everything, and forgets nothing. */
    public static final Hardware IDEAL = new Hardware(
            "ideal", Long.MAX_VALUE, Duration.ZERO, Double.POSITIVE_INFINITY, Duration.ZERO, Duration.ZERO, NEVER);
    /** 64 MB, kept every second, 500 events a second, 40 s, a clock with a battery, never worn. */
    public static final Hardware INDUSTRIAL = new Hardware(
            "industrial", 64_000_000, Duration.ofSeconds(1), 500, Duration.ofSeconds(40), Duration.ZERO, NEVER);
    /**
     * 16 MB, kept every five seconds, 200 events a second, 35 s, the clock right after 20 s more, worn after 4 years.
     */
    public static final Hardware PI_4 = new Hardware(
            "pi-4", 16_000_000, Duration.ofSeconds(5), 200, Duration.ofSeconds(35), Duration.ofSeconds(20), 11_000_000);
    /**
     * 4 MB, kept every ten seconds, 60 events a second, 75 s, the clock right after a minute more, worn after a year.
     */
    public static final Hardware PI_3 = new Hardware(
            "pi-3", 4_000_000, Duration.ofSeconds(10), 60, Duration.ofSeconds(75), Duration.ofSeconds(60), 2_700_000);

    /** Those that have a name in scenarios. */
    public static final List<Hardware> NAMED = List.of(INDUSTRIAL, PI_4, PI_3);

    public Hardware {
        if (spoolBytes < 1
                || !(eventsPerSecond > 0)
                || syncEvery.isNegative()
                || reboot.isNegative()
                || wornAfter < 0) {
            throw new IllegalArgumentException("There is no kiosk like " + name);
        }
    }

    /** Another of the same kind, part of whose life is over. */
    Hardware used(double part) {
        return wornAfter == NEVER
                ? this
                : new Hardware(name, spoolBytes, syncEvery, eventsPerSecond, reboot, clockWrongFor, (long)
                        (wornAfter * (1 - part)));
    }

    /** Whether what it has room for is bounded. */
    public boolean isBounded() {
        return spoolBytes < Long.MAX_VALUE;
    }
}
