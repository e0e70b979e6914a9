package org.curbline.registry.command;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The commands' rows. */
final class CommandTable {
    private static final String INSERT =
            """
            INSERT INTO command (id, kiosk, name, message, state, changed_at, issued_by, issued_at, expires_at, reason,
                request)
            VALUES (:id, :kiosk, :name, :message, :state, :changed, :by, :issued, :expires, :reason, :request)""";

    private CommandTable() {}

    static void insert(Handle handle, IssuedCommand command) {
        handle.createUpdate(INSERT)
                .bind("id", command.id())
                .bind("kiosk", command.kiosk())
                .bind("name", command.name())
                .bind("message", command.message())
                .bind("state", command.state().name())
                .bind("changed", time(command.changed()))
                .bind("by", command.by())
                .bind("issued", time(command.issued()))
                .bind("expires", time(command.expires()))
                .bind("reason", command.reason())
                .bind("request", command.request())
                .execute();
    }

    static void update(Handle handle, IssuedCommand command) {
        handle.createUpdate("UPDATE command SET state = :state, changed_at = :changed, reason = :reason WHERE id = :id")
                .bind("id", command.id())
                .bind("state", command.state().name())
                .bind("changed", time(command.changed()))
                .bind("reason", command.reason())
                .execute();
    }

    /** The row, which nobody else changes until the transaction ends. */
    static @Nullable IssuedCommand lock(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM command WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map(CommandTable::command)
                .findOne()
                .orElse(null);
    }

    static @Nullable IssuedCommand find(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM command WHERE id = :id")
                .bind("id", id)
                .map(CommandTable::command)
                .findOne()
                .orElse(null);
    }

    static @Nullable IssuedCommand ofRequest(Handle handle, String request) {
        return handle.createQuery("SELECT * FROM command WHERE request = :request")
                .bind("request", request)
                .map(CommandTable::command)
                .findOne()
                .orElse(null);
    }

    /** The newest first. */
    static List<IssuedCommand> of(Handle handle, String kiosk, int limit) {
        return handle.createQuery(
                        "SELECT * FROM command WHERE kiosk = :kiosk ORDER BY issued_at DESC, id FETCH FIRST :limit ROWS ONLY")
                .bind("kiosk", kiosk)
                .bind("limit", limit)
                .map(CommandTable::command)
                .list();
    }

    /** The oldest first. */
    static List<IssuedCommand> open(Handle handle) {
        return handle.createQuery("SELECT * FROM command WHERE state IN (<open>) ORDER BY issued_at, id")
                .bindList("open", CommandState.OPEN.stream().map(Enum::name).toList())
                .map(CommandTable::command)
                .list();
    }

    private static IssuedCommand command(ResultSet row, StatementContext context) throws SQLException {
        return new IssuedCommand(
                row.getString("id"),
                row.getString("kiosk"),
                row.getString("name"),
                row.getString("message"),
                CommandState.valueOf(row.getString("state")),
                time(row, "changed_at"),
                row.getString("issued_by"),
                time(row, "issued_at"),
                time(row, "expires_at"),
                row.getString("reason"),
                row.getString("request"));
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
