package org.curbline.simulator.kiosk;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What the kiosks of a fleet count together. Safe for every thread. */
public final class Tally {
    private final AtomicInteger connected = new AtomicInteger();
    private final LongAdder generated = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private volatile String trouble = "";
    private volatile String refusal = "";
    private final LongAdder refusals = new LongAdder();

    public int connected() {
        return connected.get();
    }

    public long generated() {
        return generated.sum();
    }

    public long acknowledged() {
        return acknowledged.sum();
    }

    public long refused() {
        return refused.sum();
    }

    /** Events that left a kiosk without having been sent, or answered. */
    public long dropped() {
        return dropped.sum();
    }

    /** Events that were on their way when a connection ended, and are sent again. */
    public long repeated() {
        return repeated.sum();
    }

    /** Why the latest connection failed or ended; empty if none did. */
    public String trouble() {
        return trouble;
    }

    /** What the gateway said when it last refused what should have been stored; empty if it never did. */
    public String refusal() {
        return refusal;
    }

    /** How often it refused such. */
    public long refusals() {
        return refusals.sum();
    }

    void connectedOne() {
        connected.incrementAndGet();
    }

    void lostOne() {
        connected.decrementAndGet();
    }

    void countGenerated() {
        generated.increment();
    }

    void countAcknowledged(int events) {
        acknowledged.add(events);
    }

    void countRefused(int events) {
        refused.add(events);
    }

    void countDropped(int events) {
        dropped.add(events);
    }

    void countRepeated(int events) {
        repeated.add(events);
    }

    void note(String newTrouble) {
        trouble = newTrouble;
    }

    void noteRefusal(String newRefusal) {
        refusal = newRefusal;
        refusals.increment();
    }
}
