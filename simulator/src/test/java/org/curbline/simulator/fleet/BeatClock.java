package org.curbline.simulator.fleet;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Real time for a fleet of one loop that never leaps: with each of the fleet's beats it goes on by one beat at most,
 * however long the machine stood still, and not at all while others read it. It stops where a test wants. Safe for
 * every thread.
 */
final class BeatClock implements InstantSource {
    private static final Duration BEAT = Duration.ofMillis(100);

    private final Instant begin;
    private Duration passed = Duration.ZERO;
    private Duration end = Duration.ZERO;
    private long lastBeat = System.nanoTime();

    /** It stands at its beginning. */
    BeatClock(Instant begin) {
        this.begin = begin;
    }

    /** From now on it goes on until so much has passed since its beginning; more than has passed already. */
    synchronized void goOnUntil(Duration sinceBegin) {
        end = sinceBegin;
    }

    /** From now on it goes on. */
    void goOn() {
        goOnUntil(Duration.ofDays(1));
    }

    /** Whether it stands where it is to stop. */
    synchronized boolean stands() {
        return passed.equals(end);
    }

    @Override
    public synchronized Instant instant() {
        Context context = Vertx.currentContext();
        if (context != null && context.deploymentID() != null) { // a beat's
            long now = System.nanoTime();
            passed = least(end, passed.plus(least(BEAT, Duration.ofNanos(now - lastBeat))));
            lastBeat = now;
        }
        return begin.plus(passed);
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
