package org.curbline.registry.webhook;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.curbline.registry.database.Moments;
import org.curbline.registry.webhook.WebhookStore.Other;
import org.curbline.registry.webhook.WebhookStore.Round;
import org.curbline.registry.webhook.WebhookStore.Writing;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which gateways write events, and which one delivers them. Who lives is told by the database's clock alone. */
final class WebhookGatewayTable {
    private WebhookGatewayTable() {}

    static Round beat(Handle handle, String gateway, @Nullable Writing writing, Duration deadAfter) {
        WebhookLogTable.lock(handle);
        Instant now = handle.createQuery("SELECT CURRENT_TIMESTAMP")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
        put(handle, gateway, writing, now);
        return new Round(delivers(handle, gateway, now, deadAfter), others(handle, gateway, now.minus(deadAfter)));
    }

    static int forget(Handle handle, String gateway) {
        return handle.execute("DELETE FROM webhook_gateway WHERE id = ?", gateway);
    }

    static int leave(Handle handle, String gateway, @Nullable Writing writing) {
        put(handle, gateway, writing, Instant.EPOCH);
        return handle.execute("UPDATE webhook_log SET delivered_by = '' WHERE delivered_by = ?", gateway);
    }

    private static void put(Handle handle, String gateway, @Nullable Writing writing, Instant seen) {
        forget(handle, gateway);
        if (writing != null) {
            handle.createUpdate(
                            """
                            INSERT INTO webhook_gateway (id, seen_at, logged_from, logged_until)
                            VALUES (:id, :seen, :from, :until)""")
                    .bind("id", gateway)
                    .bind("seen", Moments.bound(seen))
                    .bind("from", Moments.bound(writing.from()))
                    .bind("until", Moments.bound(writing.until()))
                    .execute();
        }
    }

    private static boolean delivers(Handle handle, String gateway, Instant now, Duration deadAfter) {
        return handle.createUpdate(
                                """
                                UPDATE webhook_log SET delivered_by = :gateway, delivered_until = :until
                                WHERE delivered_by = :gateway OR delivered_by = '' OR delivered_until < :now""")
                        .bind("gateway", gateway)
                        .bind("until", Moments.bound(now.plus(deadAfter)))
                        .bind("now", Moments.bound(now))
                        .execute()
                > 0;
    }

    private static List<Other> others(Handle handle, String gateway, Instant deadBefore) {
        return handle.createQuery("SELECT * FROM webhook_gateway WHERE id <> :id ORDER BY logged_until")
                .bind("id", gateway)
                .map((row, context) -> {
                    Instant seen = Moments.read(row, "seen_at");
                    Writing writing = new Writing(Moments.read(row, "logged_from"), Moments.read(row, "logged_until"));
                    return new Other(row.getString("id"), seen, seen.isBefore(deadBefore), writing);
                })
                .list();
    }
}
