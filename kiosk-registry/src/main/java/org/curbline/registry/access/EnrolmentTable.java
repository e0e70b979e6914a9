package org.curbline.registry.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.curbline.registry.database.Moments;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The enrolments' rows. */
final class EnrolmentTable {
    private EnrolmentTable() {}

    static void insert(Handle handle, Enrolment enrolment, String tokenHash) {
        handle.createUpdate(
                        """
                        INSERT INTO enrolment (id, kiosk, token_hash, issued_by, issued_at, expires_at)
                        VALUES (:id, :kiosk, :hash, :by, :issued, :expires)""")
                .bind("id", enrolment.id())
                .bind("kiosk", enrolment.kiosk())
                .bind("hash", tokenHash)
                .bind("by", enrolment.by())
                .bind("issued", Moments.bound(enrolment.issued()))
                .bind("expires", Moments.bound(enrolment.expires()))
                .execute();
    }

    /** The newest first. */
    static List<Enrolment> of(Handle handle, String kiosk, int limit) {
        return handle.createQuery(
                        "SELECT * FROM enrolment WHERE kiosk = :kiosk ORDER BY issued_at DESC, id FETCH FIRST :limit ROWS ONLY")
                .bind("kiosk", kiosk)
                .bind("limit", limit)
                .map(EnrolmentTable::enrolment)
                .list();
    }

    /** The one with this token, which nobody else uses until the transaction ends. */
    static @Nullable Enrolment lock(Handle handle, String tokenHash) {
        return handle.createQuery("SELECT * FROM enrolment WHERE token_hash = :hash FOR UPDATE")
                .bind("hash", tokenHash)
                .map(EnrolmentTable::enrolment)
                .findOne()
                .orElse(null);
    }

    static void use(Handle handle, String id, Instant when, String from) {
        handle.createUpdate("UPDATE enrolment SET used_at = :when, used_from = :from WHERE id = :id")
                .bind("id", id)
                .bind("when", Moments.bound(when))
                .bind("from", from)
                .execute();
    }

    private static Enrolment enrolment(ResultSet row, StatementContext context) throws SQLException {
        return new Enrolment(
                row.getString("id"),
                row.getString("kiosk"),
                row.getString("issued_by"),
                Moments.read(row, "issued_at"),
                Moments.read(row, "expires_at"),
                Moments.readIfAny(row, "used_at"),
                Objects.requireNonNullElse(row.getString("used_from"), ""));
    }
}
