package org.curbline.gateway.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * One message on its way through the pipeline. It is settled once every event in it is stored, recognised as a repeat,
 * or durably in quarantine: only then may it be acknowledged. Touched by its pipeline's event loop alone.
 */
public final class Receipt {
    private final Owner owner;
    private final int packetId;
    private final int qos;
    private final int bytes;
    private final long arrivedNanos;
    private final boolean kept;
    private int open = 1;
    private int events;
    private int refusedEvents;
    private boolean notAuthorized;
    private @Nullable String refusal;

    /**
     * @param bytes what the message counts for against the memory bound
     * @param arrivedNanos by {@link System#nanoTime}, for the latency histogram
     */
    public Receipt(Owner owner, int packetId, int qos, int bytes, long arrivedNanos) {
        this(owner, packetId, qos, bytes, arrivedNanos, false);
    }

    private Receipt(Owner owner, int packetId, int qos, int bytes, long arrivedNanos, boolean kept) {
        this.owner = owner;
        this.packetId = packetId;
        this.qos = qos;
        this.bytes = bytes;
        this.arrivedNanos = arrivedNanos;
        this.kept = kept;
    }

    /** Of a message that comes out of the quarantine, and is in it until it is stored. */
    static Receipt ofKept(Owner owner, int bytes) {
        return new Receipt(owner, 0, 0, bytes, System.nanoTime(), true);
    }

    public int packetId() {
        return packetId;
    }

    public int qos() {
        return qos;
    }

    public int bytes() {
        return bytes;
    }

    public long arrivedNanos() {
        return arrivedNanos;
    }

    /** Whether it is in quarantine already. */
    boolean isKept() {
        return kept;
    }

    public boolean isSettled() {
        return open == 0;
    }

    /** How many events it has, good and bad. */
    public int events() {
        return events;
    }

    /** How many of its events went to quarantine. */
    public int refusedEvents() {
        return refusedEvents;
    }

    /** Whether it was refused because the sender may not publish there. */
    public boolean isNotAuthorized() {
        return notAuthorized;
    }

    /** Why the first refused event was refused, as {@code REASON: sentence}; null when none was. */
    public @Nullable String refusal() {
        return refusal;
    }

    void expect(int more) {
        open += more;
        events += more;
    }

    void refused(String reason, String detail) {
        refusedEvents++;
        notAuthorized |= reason.equals(Pipeline.NOT_AUTHORIZED);
        if (refusal == null) {
            refusal = reason + ": " + detail;
        }
    }

    void partDone() {
        if (--open == 0) {
            owner.settled(this);
        }
    }

    /** Who waits for a message to be settled. */
    public interface Owner {
        /** Called once, on the pipeline's event loop. */
        void settled(Receipt receipt);
    }
}
