package org.curbline.registry.webhook;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.curbline.registry.database.Moments;
import org.curbline.registry.webhook.WebhookEvent.Logged;
import org.curbline.registry.webhook.WebhookStore.Extent;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What is told to webhooks, numbered in the order in which it is committed: whoever writes holds the lock of
 * {@code webhook_log}, so that nobody who reads on can miss a number.
 */
final class WebhookLogTable {
    private static final String INSERT =
            """
            INSERT INTO webhook_event (event_number, id, event_type, kiosk, service, body, logged_at)
            VALUES (:number, :id, :type, :kiosk, :service, :body, :now)""";

    private WebhookLogTable() {}

    /** @return the number the next event will have */
    static long lock(Handle handle) {
        return handle.createQuery("SELECT next_event FROM webhook_log WHERE only_row = 1 FOR UPDATE")
                .mapTo(Long.class)
                .one();
    }

    static int append(Handle handle, List<WebhookEvent> events, Instant now) {
        if (events.isEmpty()) {
            return 0;
        }
        Map<String, WebhookEvent> missing = new LinkedHashMap<>();
        events.forEach(event -> missing.putIfAbsent(event.id(), event));
        long next = lock(handle);
        known(handle, missing.keySet()).forEach(missing::remove);
        if (!missing.isEmpty()) {
            insert(handle, next, missing.values(), now);
            handle.execute("UPDATE webhook_log SET next_event = ? WHERE only_row = 1", next + missing.size());
        }
        return missing.size();
    }

    static List<Logged> read(Handle handle, long after, int limit) {
        return handle.createQuery(
                        "SELECT * FROM webhook_event WHERE event_number > :after ORDER BY event_number LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> new Logged(
                        row.getLong("event_number"),
                        new WebhookEvent(
                                row.getString("id"),
                                row.getString("event_type"),
                                row.getString("kiosk"),
                                row.getString("service"),
                                row.getString("body"))))
                .list();
    }

    static Extent extent(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT next_event, (SELECT MIN(event_number) FROM webhook_event) AS oldest
                        FROM webhook_log WHERE only_row = 1""")
                .map((row, context) -> {
                    long next = row.getLong("next_event");
                    long oldest = row.getLong("oldest");
                    return new Extent(row.wasNull() ? next : oldest, next);
                })
                .one();
    }

    static int trim(Handle handle, Instant before, int kept) {
        return handle.createUpdate(
                        """
                        DELETE FROM webhook_event WHERE logged_at < :before
                            OR event_number < (SELECT next_event FROM webhook_log WHERE only_row = 1) - :kept""")
                .bind("before", Moments.bound(before))
                .bind("kept", kept)
                .execute();
    }

    private static Set<String> known(Handle handle, Set<String> ids) {
        return handle.createQuery("SELECT id FROM webhook_event WHERE id IN (<ids>)")
                .bindList("ids", List.copyOf(ids))
                .mapTo(String.class)
                .set();
    }

    private static void insert(Handle handle, long first, Collection<WebhookEvent> events, Instant now) {
        try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
            long number = first;
            for (WebhookEvent event : events) {
                batch.bind("number", number++)
                        .bind("id", event.id())
                        .bind("type", event.type())
                        .bind("kiosk", event.kiosk())
                        .bind("service", event.service())
                        .bind("body", event.body())
                        .bind("now", Moments.bound(now))
                        .add();
            }
            batch.execute();
        }
    }
}
