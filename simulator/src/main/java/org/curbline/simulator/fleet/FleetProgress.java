package org.curbline.simulator.fleet;

import java.time.Instant;

/**
 * How a fleet is doing at a moment. All counts are of events and since its start.
 *
 * @param kiosks how many there are
 * @param connected how many of them the gateway has accepted
 * @param acknowledged stored, says the gateway
 * @param refused not stored for a reason, says the gateway
 * @param dropped left their kiosk unsent or unanswered, as its spool overflowed or its memory was lost
 * @param simulatedTime the kiosks' clock
 * @param over whether everything up to the end of simulated time has been generated
 * @param trouble why the latest connection failed or ended; empty if none did
 * @param refusal what the gateway said when it last refused what should have been stored; empty if it never did
 * @param refusals how often it did
 * @param failure why the kiosks have stopped before it was over, a sentence; empty if they have not
 */
public record FleetProgress(
        int kiosks,
        int connected,
        long generated,
        long acknowledged,
        long refused,
        long dropped,
        Instant simulatedTime,
        boolean over,
        String trouble,
        String refusal,
        long refusals,
        String failure) {
    /** Of no kiosk. */
    public static final FleetProgress NONE = new FleetProgress(0, 0, 0, 0, 0, 0, Instant.MAX, true, "", "", 0, "");

    /** Of both together; simulated time is the one that is behind. */
    public FleetProgress plus(FleetProgress other) {
        return new FleetProgress(
                kiosks + other.kiosks,
                connected + other.connected,
                generated + other.generated,
                acknowledged + other.acknowledged,
                refused + other.refused,
                dropped + other.dropped,
                simulatedTime.isBefore(other.simulatedTime) ? simulatedTime : other.simulatedTime,
                over && other.over,
                trouble.isEmpty() ? other.trouble : trouble,
                refusal.isEmpty() ? other.refusal : refusal,
                refusals + other.refusals,
                failure.isEmpty() ? other.failure : failure);
    }

    /** The same, but for whether it is over. */
    public FleetProgress withOver(boolean nowOver) {
        return new FleetProgress(
                kiosks,
                connected,
                generated,
                acknowledged,
                refused,
                dropped,
                simulatedTime,
                nowOver,
                trouble,
                refusal,
                refusals,
                failure);
    }

    /** Events in the kiosks' spools. */
    public long waiting() {
        return generated - acknowledged - refused - dropped;
    }

    /** Whether there are signs that kiosks and gateway have heard of each other. */
    public boolean reached() {
        return connected > 0 || acknowledged > 0 || refused > 0;
    }
}
