package org.curbline.telemetry.open;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.curbline.protocol.Service;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.status.Judgement;
import org.jspecify.annotations.Nullable;

/**
 * A kiosk and how its services are, each by the rule that status is judged by everywhere.
 *
 * @param services each of them
 */
public record KioskNow(Kiosk kiosk, Map<Service, ServiceNow> services) {
    /** When any of its services was last reported; null if none was lately. */
    @Nullable
    Instant lastReported() {
        return services.values().stream()
                .map(ServiceNow::lastReported)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }

    /** @param lastReported the moment that its newest report speaks of; null if there is none lately */
    public record ServiceNow(Judgement judgement, @Nullable Instant lastReported) {}
}
