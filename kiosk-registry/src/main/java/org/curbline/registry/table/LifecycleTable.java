package org.curbline.registry.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.LifecycleChange;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** How the kiosks' lifecycles came to be what they are. */
public final class LifecycleTable {
    private LifecycleTable() {}

    /** Of every kiosk, in the order of time. */
    public static List<LifecycleChange> all(Handle handle) {
        return handle.createQuery("SELECT * FROM lifecycle_change ORDER BY changed_at")
                .setFetchSize(1_000)
                .map(LifecycleTable::change)
                .list();
    }

    public static List<LifecycleChange> of(Handle handle, String kiosk) {
        return handle.createQuery("SELECT * FROM lifecycle_change WHERE kiosk = :kiosk ORDER BY changed_at")
                .bind("kiosk", kiosk)
                .map(LifecycleTable::change)
                .list();
    }

    /** Two changes of a kiosk in the same millisecond are one: the later. */
    public static void insert(Handle handle, Collection<Kiosk> kiosks, Decision decision) {
        if (kiosks.isEmpty()) {
            return;
        }
        execute(handle, "DELETE FROM lifecycle_change WHERE kiosk = :kiosk AND changed_at = :at", kiosks, decision);
        execute(
                handle,
                """
                INSERT INTO lifecycle_change (kiosk, changed_at, lifecycle, changed_by, reason)
                VALUES (:kiosk, :at, :lifecycle, :by, :reason)""",
                kiosks,
                decision);
    }

    private static void execute(Handle handle, String sql, Collection<Kiosk> kiosks, Decision decision) {
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (Kiosk kiosk : kiosks) {
                batch.bind("kiosk", kiosk.id())
                        .bind("at", decision.at.atOffset(ZoneOffset.UTC))
                        .bind("lifecycle", kiosk.lifecycle().name())
                        .bind("by", decision.by)
                        .bind("reason", decision.reason)
                        .add();
            }
            batch.execute();
        }
    }

    private static LifecycleChange change(ResultSet row, StatementContext context) throws SQLException {
        return new LifecycleChange(
                row.getString("kiosk"),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                Lifecycle.valueOf(row.getString("lifecycle")),
                row.getString("changed_by"),
                row.getString("reason"));
    }

    /** Who decided, when and why. */
    public record Decision(String by, Instant at, String reason) {}
}
