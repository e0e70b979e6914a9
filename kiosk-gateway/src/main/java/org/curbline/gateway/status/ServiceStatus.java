package org.curbline.gateway.status;

import java.time.Instant;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.jspecify.annotations.Nullable;

/**
 * One service of one kiosk as it is shown.
 *
 * @param since when the state began
 * @param detail the kiosk's own reason; empty if it gave none
 * @param reportedAt what moment the newest report speaks of; null if there is none
 * @param usedAt when somebody last ended a use; null if that is not known
 * @param usualUsesPerHour uses that are usual in this hour of the week; null before anything was learnt
 */
public record ServiceStatus(
        Service service,
        ServiceState state,
        StateReason reason,
        String detail,
        Instant since,
        @Nullable Instant reportedAt,
        @Nullable Instant usedAt,
        @Nullable Double usualUsesPerHour) {
    /** Whether it is the same state, for the same reason and since the same moment. */
    public boolean saysAs(ServiceStatus other) {
        return state == other.state
                && reason == other.reason
                && since.equals(other.since)
                && detail.equals(other.detail);
    }

    ServiceStatus usedAt(@Nullable Instant at) {
        return new ServiceStatus(service, state, reason, detail, since, reportedAt, at, usualUsesPerHour);
    }

    /**
     * As it is shown when nobody can be asked any more since then: as up, or anything else the kiosk said, no longer.
     */
    ServiceStatus withoutEvidence(Instant from) {
        boolean isEvident = state != ServiceState.UNKNOWN && state != ServiceState.MAINTENANCE;
        return isEvident
                ? new ServiceStatus(
                        service,
                        ServiceState.UNKNOWN,
                        StateReason.GATEWAY_SILENT,
                        "",
                        from,
                        reportedAt,
                        usedAt,
                        usualUsesPerHour)
                : this;
    }
}
