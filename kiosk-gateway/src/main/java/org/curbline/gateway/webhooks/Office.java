package org.curbline.gateway.webhooks;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.curbline.registry.webhook.WebhookEvent;
import org.curbline.registry.webhook.WebhookStore.Page;
import org.jspecify.annotations.Nullable;

/** What a courier works with. On its event loop. */
interface Office {
    Instant now();

    /** What comes after a number of the log. */
    Future<Page> read(long after);

    /** Never fails. */
    Future<Answer> send(Webhook webhook, WebhookEvent event);

    /** Writes how far a webhook is; true if it is still this gateway's, as it was read. */
    Future<Boolean> settle(Webhook webhook, @Nullable WebhookDelivery delivery);

    RetryPlan retries();

    Duration disableAfter();

    void count(Answer.Outcome outcome);

    /** A courier has ended: what is to be done is to be looked up anew. */
    void changed();

    /** @return to be cancelled by */
    long after(Duration pause, Runnable then);

    void cancel(long timer);

    Future<Void> pause(Duration pause);
}
