package org.curbline.simulator.ledger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.curbline.protocol.EventKind;
import org.curbline.protocol.KioskId;
import org.curbline.simulator.faults.Spoil;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one kiosk's events in one run: nine bytes each, so that millions fit. The values themselves are
 * in the ledger's file. Safe for every thread.
 */
public final class Account {
    private static final int ABSENT = 0;
    private static final int KIND_MASK = 0x07;
    private static final int PRESENT = 0x08;
    private static final int ACKNOWLEDGED = 0x10;
    private static final int REFUSED = 0x20;
    private static final int DROPPED = 0x40;

    private final KioskId kiosk;
    private final String run;

    @GuardedBy("this")
    private long[] hashes = new long[64];

    @GuardedBy("this")
    private byte[] states = new byte[64];

    /** The few that were. */
    @GuardedBy("this")
    private final Map<Long, Spoil> spoiled = new HashMap<>();

    /** What they look like in a quarantine. */
    @GuardedBy("this")
    private final Set<UUID> spoiledLooks = new HashSet<>();

    /** How often the few were sent again that were. */
    @GuardedBy("this")
    private final Map<Long, Integer> again = new HashMap<>();

    @GuardedBy("this")
    private int size;

    @GuardedBy("this")
    private long digest;

    @GuardedBy("this")
    private long firstMillis = Long.MAX_VALUE;

    @GuardedBy("this")
    private long lastMillis = Long.MIN_VALUE;

    Account(KioskId kiosk, String run) {
        this.kiosk = kiosk;
        this.run = run;
    }

    public KioskId kiosk() {
        return kiosk;
    }

    public String run() {
        return run;
    }

    /** One more than the highest number there is. */
    public synchronized int endSeq() {
        return size;
    }

    /** 64 bits of every event in the order in which they were generated, whatever the run's name. */
    synchronized long digest() {
        return digest;
    }

    /** Milliseconds since the epoch; {@link Long#MAX_VALUE} without events. */
    public synchronized long firstMillis() {
        return firstMillis;
    }

    /** Milliseconds since the epoch; {@link Long#MIN_VALUE} without events. */
    public synchronized long lastMillis() {
        return lastMillis;
    }

    /** Whether an event of this number was generated. */
    public synchronized boolean wasGenerated(long seq) {
        return stateOf(seq) != ABSENT;
    }

    /** Whether the gateway acknowledged it. */
    public synchronized boolean isAcknowledged(long seq) {
        return (stateOf(seq) & ACKNOWLEDGED) != 0;
    }

    /** Whether the gateway refused it with a reason. */
    public synchronized boolean isRefused(long seq) {
        return (stateOf(seq) & REFUSED) != 0;
    }

    /** Whether it left its kiosk unsent, or unanswered. */
    public synchronized boolean isDropped(long seq) {
        return (stateOf(seq) & DROPPED) != 0;
    }

    /** What was done to it before it was sent; null for nothing. */
    public synchronized @Nullable Spoil spoil(long seq) {
        return spoiled.get(seq);
    }

    /** How often it was sent again at most. */
    public synchronized int timesAgain(long seq) {
        return again.getOrDefault(seq, 0);
    }

    /** How often an event was sent again, all together. */
    public synchronized long repeats() {
        return again.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Whether an event has exactly the facts that were generated under its number. */
    public synchronized boolean agrees(EventFacts facts) {
        long seq = facts.id().seq();
        int state = stateOf(seq);
        return state != ABSENT && (state & KIND_MASK) == code(facts.kind()) && hashes[(int) seq] == facts.hash();
    }

    synchronized void generated(EventFacts facts) {
        int seq = Math.toIntExact(facts.id().seq());
        if (seq >= states.length) {
            int length = Math.max(seq + 1, states.length + states.length / 2);
            hashes = Arrays.copyOf(hashes, length);
            states = Arrays.copyOf(states, length);
        }
        hashes[seq] = facts.hash();
        digest = (Long.rotateLeft(digest, 5) ^ facts.repeatableHash()) * 0x9E3779B97F4A7C15L;
        states[seq] = (byte) (PRESENT | code(facts.kind()));
        size = Math.max(size, seq + 1);
        firstMillis = Math.min(firstMillis, facts.id().atMillis());
        lastMillis = Math.max(lastMillis, facts.id().atMillis());
    }

    synchronized void resolved(long seq, boolean acknowledged) {
        if (stateOf(seq) != ABSENT) {
            states[(int) seq] |= (byte) (acknowledged ? ACKNOWLEDGED : REFUSED);
        }
    }

    /** @param look by {@link SentMessages#look} */
    synchronized void spoiled(long seq, Spoil spoil, UUID look) {
        spoiled.put(seq, spoil);
        spoiledLooks.add(look);
    }

    /** Whether an event was sent so that it looks like this in a quarantine. */
    synchronized boolean wasSpoiledTo(UUID look) {
        return spoiledLooks.contains(look);
    }

    synchronized void dropped(long seq) {
        if (stateOf(seq) != ABSENT) {
            states[(int) seq] |= (byte) DROPPED;
        }
    }

    synchronized void again(long seq) {
        again.merge(seq, 1, Integer::sum);
    }

    @GuardedBy("this")
    private int stateOf(long seq) {
        return seq >= 0 && seq < size ? states[(int) seq] : ABSENT;
    }

    private static int code(EventKind kind) {
        return switch (kind) {
            case WIFI -> 0;
            case CHARGING -> 1;
            case CALL -> 2;
            case TABLET -> 3;
            case STATUS -> 4;
            case HEALTH -> 5;
            case REPLY -> 6;
            case CLIENTS -> 7;
        };
    }
}
