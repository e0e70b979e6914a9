package org.curbline.registry.webhook;

import java.time.Duration;
import java.util.List;
import org.curbline.registry.database.Moments;
import org.jdbi.v3.core.Handle;

/** The newest attempts to tell each webhook. */
final class WebhookDeliveryTable {
    private static final String INSERT =
            """
            INSERT INTO webhook_delivery (webhook, delivery_number, begun_at, event_id, event_type, attempt, outcome,
                status, detail, millis)
            SELECT id, deliveries, :begun, :eventId, :eventType, :attempt, :outcome, :status, :detail, :millis
            FROM webhook WHERE id = :webhook""";

    private WebhookDeliveryTable() {}

    /** Nothing if the webhook is gone. */
    static void insert(Handle handle, String webhook, WebhookDelivery delivery, int kept) {
        handle.execute("UPDATE webhook SET deliveries = deliveries + 1 WHERE id = ?", webhook);
        handle.createUpdate(INSERT)
                .bind("webhook", webhook)
                .bind("begun", Moments.bound(delivery.begun()))
                .bind("eventId", delivery.eventId())
                .bind("eventType", delivery.eventType())
                .bind("attempt", delivery.attempt())
                .bind("outcome", delivery.outcome())
                .bind("status", delivery.status())
                .bind("detail", delivery.detail())
                .bind("millis", delivery.took().toMillis())
                .execute();
        handle.createUpdate(
                        """
                        DELETE FROM webhook_delivery WHERE webhook = :webhook
                            AND delivery_number <= (SELECT deliveries FROM webhook WHERE id = :webhook) - :kept""")
                .bind("webhook", webhook)
                .bind("kept", kept)
                .execute();
    }

    static List<WebhookDelivery> newest(Handle handle, String webhook, int limit) {
        return handle.createQuery(
                        """
                        SELECT * FROM webhook_delivery WHERE webhook = :webhook
                        ORDER BY delivery_number DESC LIMIT :limit""")
                .bind("webhook", webhook)
                .bind("limit", limit)
                .map((row, context) -> new WebhookDelivery(
                        Moments.read(row, "begun_at"),
                        row.getString("event_id"),
                        row.getString("event_type"),
                        row.getInt("attempt"),
                        row.getString("outcome"),
                        row.getInt("status"),
                        row.getString("detail"),
                        Duration.ofMillis(row.getLong("millis"))))
                .list();
    }
}
