package org.curbline.status;

import java.time.Instant;
import java.util.function.UnaryOperator;
import org.curbline.protocol.ServiceReport;
import org.curbline.registry.kiosk.Lifecycle;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one service of one kiosk and matters for its state.
 *
 * @param lifecycle of the kiosk, as people decide it
 * @param windowOpen whether a maintenance window is open
 * @param report the newest; null if there never was one
 * @param offlineSince when the kiosk's last connection ended; null while it is connected
 * @param suspicion why the kiosk's word is not believed; null while it is
 */
public record ServiceFacts(
        Lifecycle lifecycle,
        boolean windowOpen,
        @Nullable Report report,
        @Nullable Instant offlineSince,
        @Nullable StateReason suspicion) {
    /** Nothing is known yet. */
    public static ServiceFacts none(Lifecycle lifecycle) {
        return new ServiceFacts(lifecycle, false, null, null, null);
    }

    public ServiceFacts with(Report newest) {
        return new ServiceFacts(lifecycle, windowOpen, newest, offlineSince, suspicion);
    }

    public ServiceFacts with(Lifecycle changed) {
        return new ServiceFacts(changed, windowOpen, report, offlineSince, suspicion);
    }

    public ServiceFacts withWindow(boolean open) {
        return new ServiceFacts(lifecycle, open, report, offlineSince, suspicion);
    }

    public ServiceFacts offline(Instant since) {
        return new ServiceFacts(lifecycle, windowOpen, report, since, suspicion);
    }

    /** The kiosk's last connection ends; one that is offline already stays so since then. */
    public static UnaryOperator<ServiceFacts> offlineFrom(Instant since) {
        return facts -> facts.offlineSince == null ? facts.offline(since) : facts;
    }

    public ServiceFacts online() {
        return new ServiceFacts(lifecycle, windowOpen, report, null, suspicion);
    }

    public ServiceFacts suspected(@Nullable StateReason why) {
        return new ServiceFacts(lifecycle, windowOpen, report, offlineSince, why);
    }

    /**
     * What the kiosk said last.
     *
     * @param at the moment it speaks of, never later than it was received
     * @param code the kiosk's own reason; empty if it gave none
     */
    public record Report(ServiceReport.State state, String code, Instant at) {}
}
