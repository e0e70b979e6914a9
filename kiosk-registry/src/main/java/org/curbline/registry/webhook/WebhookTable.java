package org.curbline.registry.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.curbline.registry.database.Moments;
import org.curbline.registry.webhook.Webhook.Progress;
import org.curbline.registry.webhook.Webhook.Secrets;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The webhooks' rows. */
final class WebhookTable {
    private static final String INSERT =
            """
            INSERT INTO webhook (id, url, description, wanted, secret, former_secret, former_until, disabled_because,
                revision, created_at, done, attempts, failing_since, retry_at, deliveries)
            VALUES (:id, :url, :description, :wanted, :secret, :formerSecret, :formerUntil, :disabledBecause,
                0, :created, :done, :attempts, :failingSince, :retryAt, 0)""";

    private static final String UPDATE =
            """
            UPDATE webhook SET url = :url, description = :description, wanted = :wanted, secret = :secret,
                former_secret = :formerSecret, former_until = :formerUntil, disabled_because = :disabledBecause,
                revision = revision + 1, attempts = :attempts, failing_since = :failingSince, retry_at = :retryAt
            WHERE id = :id""";

    private static final String PROGRESS =
            """
            UPDATE webhook SET disabled_because = :disabledBecause, done = :done, attempts = :attempts,
                failing_since = :failingSince, retry_at = :retryAt
            WHERE id = :id AND revision = :revision
                AND EXISTS (SELECT 1 FROM webhook_log WHERE only_row = 1 AND delivered_by = :gateway)""";

    private WebhookTable() {}

    static List<Webhook> all(Handle handle) {
        return handle.createQuery("SELECT * FROM webhook ORDER BY created_at, id")
                .map(WebhookTable::webhook)
                .list();
    }

    static @Nullable Webhook find(Handle handle, String id, boolean lock) {
        return handle.createQuery("SELECT * FROM webhook WHERE id = :id" + (lock ? " FOR UPDATE" : ""))
                .bind("id", id)
                .map(WebhookTable::webhook)
                .findOne()
                .orElse(null);
    }

    static int count(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM webhook")
                .mapTo(Integer.class)
                .one();
    }

    static void insert(Handle handle, Webhook webhook) {
        bind(handle.createUpdate(INSERT), webhook)
                .bind("created", Moments.bound(webhook.created()))
                .bind("done", webhook.progress().done())
                .execute();
    }

    static void update(Handle handle, Webhook webhook) {
        bind(handle.createUpdate(UPDATE), webhook).execute();
    }

    /** @return whether it is still this gateway's, and as it was read */
    static boolean progress(Handle handle, String gateway, Webhook webhook) {
        Progress progress = webhook.progress();
        return handle.createUpdate(PROGRESS)
                        .bind("id", webhook.id())
                        .bind("revision", webhook.revision())
                        .bind("gateway", gateway)
                        .bind("disabledBecause", webhook.disabledBecause())
                        .bind("done", progress.done())
                        .bind("attempts", progress.attempts())
                        .bind("failingSince", Moments.bound(progress.failingSince()))
                        .bind("retryAt", Moments.bound(progress.retryAt()))
                        .execute()
                > 0;
    }

    static boolean remove(Handle handle, String id) {
        return handle.createUpdate("DELETE FROM webhook WHERE id = :id")
                        .bind("id", id)
                        .execute()
                > 0;
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Webhook webhook) {
        return statement
                .bind("id", webhook.id())
                .bind("url", webhook.url())
                .bind("description", webhook.description())
                .bind("wanted", webhook.wanted())
                .bind("secret", webhook.secrets().current())
                .bind("formerSecret", webhook.secrets().former())
                .bind("formerUntil", Moments.bound(webhook.secrets().formerUntil()))
                .bind("disabledBecause", webhook.disabledBecause())
                .bind("attempts", webhook.progress().attempts())
                .bind("failingSince", Moments.bound(webhook.progress().failingSince()))
                .bind("retryAt", Moments.bound(webhook.progress().retryAt()));
    }

    private static Webhook webhook(ResultSet row, StatementContext context) throws SQLException {
        return new Webhook(
                row.getString("id"),
                row.getString("url"),
                row.getString("description"),
                row.getString("wanted"),
                new Secrets(
                        row.getString("secret"),
                        row.getString("former_secret"),
                        Moments.readIfAny(row, "former_until")),
                row.getString("disabled_because"),
                row.getLong("revision"),
                Moments.read(row, "created_at"),
                new Progress(
                        row.getLong("done"),
                        row.getInt("attempts"),
                        Moments.readIfAny(row, "failing_since"),
                        Moments.readIfAny(row, "retry_at")));
    }
}
