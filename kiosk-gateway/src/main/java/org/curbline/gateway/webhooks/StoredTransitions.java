package org.curbline.gateway.webhooks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.registry.webhook.WebhookEvent;
import org.curbline.registry.webhook.WebhookStore;
import org.curbline.registry.webhook.WebhookStore.Writing;

/** Adds to the log what was stored as history and is missing there, as a gateway was killed in between. */
final class StoredTransitions {
    private static final int AT_ONCE = 500;
    /**
     * A transition may be told that much after the moment it speaks of, and more: a report is heard with some delay.
     */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final FleetStatus status;

    StoredTransitions(FleetStatus status) {
        this.status = status;
    }

    /**
     * Copies what was seen. Blocking.
     *
     * @param writing what is in the log
     * @return how many events were missing
     */
    int copy(Writing writing, Instant now, WebhookStore store) {
        List<WebhookEvent> batch = new ArrayList<>();
        int[] missing = {0};
        Instant late = writing.until().minus(status.settings().allowedAge()).minus(MARGIN);
        Instant from = late.isBefore(writing.from()) ? writing.from() : late;
        status.forEachSeen(from, now.plusMillis(1), transition -> {
            batch.add(Webhooks.event(CloudEvent.of(transition)));
            if (batch.size() == AT_ONCE) {
                missing[0] += store.append(batch, now);
                batch.clear();
            }
        });
        return missing[0] + store.append(batch, now);
    }
}
