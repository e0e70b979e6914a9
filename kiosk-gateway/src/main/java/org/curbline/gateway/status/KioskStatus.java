package org.curbline.gateway.status;

import java.time.Instant;
import java.util.List;
import org.curbline.protocol.HealthReport;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;
import org.jspecify.annotations.Nullable;

/**
 * A kiosk as it is shown.
 *
 * @param connectionChanged since when it is online or offline; null if it never connected
 * @param offlineReason how its last connection ended; empty while it is online or if that is not known
 * @param lastEventMillis the time of its newest event; 0 if none was stored since Curbline was started
 * @param services one each, in the order of {@link org.curbline.protocol.Service}
 * @param health the newest that this gateway stored; null if it has stored none
 */
public record KioskStatus(
        String id,
        boolean online,
        @Nullable Instant connectionChanged,
        String offlineReason,
        long lastEventMillis,
        List<ServiceStatus> services,
        @Nullable HealthReport health) {
    public ServiceStatus service(Service service) {
        return services.stream()
                .filter(each -> each.service() == service)
                .findFirst()
                .orElseThrow();
    }

    /** The worst state of its services. */
    public ServiceState worst() {
        return services.stream().map(ServiceStatus::state).min(Enum::compareTo).orElse(ServiceState.UNKNOWN);
    }
}
