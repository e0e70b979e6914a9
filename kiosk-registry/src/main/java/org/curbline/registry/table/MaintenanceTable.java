package org.curbline.registry.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.MaintenanceWindow.CalledOff;
import org.curbline.registry.kiosk.MaintenanceWindow.Span;
import org.curbline.registry.kiosk.Repetition;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The maintenance windows' rows. */
public final class MaintenanceTable {
    private static final String INSERT =
            """
            INSERT INTO maintenance_window (id, kiosks, boroughs, begins_at, ends_at, repeats, zone, reason, entered_by,
                entered_at)
            VALUES (:id, :kiosks, :boroughs, :begins, :ends, :repeats, :zone, :reason, :by, :entered)""";

    private MaintenanceTable() {}

    /** The earliest first. */
    public static List<MaintenanceWindow> all(Handle handle) {
        return handle.createQuery("SELECT * FROM maintenance_window ORDER BY begins_at, id")
                .map(MaintenanceTable::window)
                .list();
    }

    public static @Nullable MaintenanceWindow find(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM maintenance_window WHERE id = :id")
                .bind("id", id)
                .map(MaintenanceTable::window)
                .findOne()
                .orElse(null);
    }

    public static void insert(Handle handle, MaintenanceWindow window) {
        Repetition repeats = window.repeats();
        handle.createUpdate(INSERT)
                .bind("id", window.id())
                .bind("kiosks", String.join(" ", window.kiosks()))
                .bind("boroughs", String.join("\n", window.boroughs()))
                .bind("begins", window.first().from().atOffset(ZoneOffset.UTC))
                .bind("ends", window.first().to().atOffset(ZoneOffset.UTC))
                .bind("repeats", repeats == null ? null : repeats.rule())
                .bind("zone", repeats == null ? null : repeats.zone().getId())
                .bind("reason", window.reason())
                .bind("by", window.by())
                .bind("entered", window.entered().atOffset(ZoneOffset.UTC))
                .execute();
    }

    public static void callOff(Handle handle, String id, CalledOff calledOff) {
        handle.createUpdate("UPDATE maintenance_window SET called_off_by = :by, called_off_at = :at WHERE id = :id")
                .bind("id", id)
                .bind("by", calledOff.by())
                .bind("at", calledOff.at().atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static MaintenanceWindow window(ResultSet row, StatementContext context) throws SQLException {
        String repeats = row.getString("repeats");
        String calledOffBy = row.getString("called_off_by");
        return new MaintenanceWindow(
                row.getString("id"),
                set(row.getString("kiosks"), " "),
                set(row.getString("boroughs"), "\n"),
                new Span(time(row, "begins_at"), time(row, "ends_at")),
                repeats == null ? null : new Repetition(repeats, ZoneId.of(row.getString("zone"))),
                row.getString("reason"),
                row.getString("entered_by"),
                time(row, "entered_at"),
                calledOffBy == null ? null : new CalledOff(calledOffBy, time(row, "called_off_at")));
    }

    private static Set<String> set(String texts, String separator) {
        return texts.isEmpty() ? Set.of() : Set.of(texts.split(separator));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
