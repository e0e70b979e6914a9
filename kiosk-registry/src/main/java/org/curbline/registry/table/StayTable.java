package org.curbline.registry.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.curbline.registry.database.Moments;
import org.curbline.registry.kiosk.Stay;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/** Where kiosks stood when. Rows are only added. */
public final class StayTable {
    private StayTable() {}

    /** By kiosk. */
    public static Map<String, PlaceHistory> all(Handle handle) {
        Map<String, PlaceHistory> all = new HashMap<>();
        handle.createQuery("SELECT * FROM kiosk_stay ORDER BY kiosk, entry")
                .setFetchSize(1_000)
                .map(StayTable::stay)
                .forEach(stay ->
                        all.computeIfAbsent(stay.kiosk(), PlaceHistory::new).know(stay));
        return all;
    }

    /** Every entry about a kiosk, the first one first. */
    public static List<Stay> of(Handle handle, String kiosk) {
        return handle.createQuery("SELECT * FROM kiosk_stay WHERE kiosk = :kiosk ORDER BY entry")
                .bind("kiosk", kiosk)
                .map(StayTable::stay)
                .list();
    }

    public static PlaceHistory history(Handle handle, String kiosk) {
        PlaceHistory history = new PlaceHistory(kiosk);
        of(handle, kiosk).forEach(history::know);
        return history;
    }

    /** Writes what was added to histories. */
    public static void insert(Handle handle, Collection<PlaceHistory> histories) {
        try (PreparedBatch batch = handle.prepareBatch(
                """
                INSERT INTO kiosk_stay (kiosk, entry, stands_from, latitude, longitude, borough, community_board,
                    address, neighborhood, entered_by, entered_at, reason)
                VALUES (:kiosk, :entry, :from, :latitude, :longitude, :borough, :communityBoard,
                    :address, :neighborhood, :by, :entered, :reason)""")) {
            for (PlaceHistory history : histories) {
                int entry = history.entries();
                for (Stay stay : history.added()) {
                    KioskTable.bindPlace(batch, stay.place());
                    batch.bind("kiosk", stay.kiosk())
                            .bind("entry", ++entry)
                            .bind("from", Moments.bound(stay.from()))
                            .bind("by", stay.by())
                            .bind("entered", Moments.bound(stay.entered()))
                            .bind("reason", stay.reason())
                            .add();
                }
            }
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }

    private static Stay stay(ResultSet row, StatementContext context) throws SQLException {
        return new Stay(
                row.getString("kiosk"),
                Moments.read(row, "stands_from"),
                KioskTable.place(row),
                Moments.read(row, "entered_at"),
                row.getString("entered_by"),
                row.getString("reason"));
    }
}
