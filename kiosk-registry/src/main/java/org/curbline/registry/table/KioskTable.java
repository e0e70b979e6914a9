package org.curbline.registry.table;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Lifecycle;
import org.curbline.registry.kiosk.Origin;
import org.curbline.registry.kiosk.Place;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The kiosks' rows, in SQL that H2 and PostgreSQL both understand. */
public final class KioskTable {
    private static final String INSERT =
            """
            INSERT INTO kiosk (id, lifecycle, kiosk_type, latitude, longitude, borough, community_board, address,
                neighborhood, installed, activated, origin, changed_at)
            VALUES (:id, :lifecycle, :type, :latitude, :longitude, :borough, :communityBoard, :address,
                :neighborhood, :installed, :activated, :origin, :changedAt)""";

    private static final String UPDATE =
            """
            UPDATE kiosk SET lifecycle = :lifecycle, kiosk_type = :type, latitude = :latitude, longitude = :longitude,
                borough = :borough, community_board = :communityBoard, address = :address,
                neighborhood = :neighborhood, installed = :installed, activated = :activated, origin = :origin,
                changed_at = :changedAt
            WHERE id = :id""";

    private KioskTable() {}

    public static List<Kiosk> all(Handle handle) {
        return handle.createQuery("SELECT * FROM kiosk")
                .setFetchSize(1_000)
                .map(KioskTable::kiosk)
                .list();
    }

    public static @Nullable Kiosk find(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM kiosk WHERE id = :id")
                .bind("id", id)
                .map(KioskTable::kiosk)
                .findOne()
                .orElse(null);
    }

    public static void insert(Handle handle, Collection<Kiosk> kiosks, Instant now) {
        execute(handle, INSERT, kiosks, now);
    }

    public static void update(Handle handle, Collection<Kiosk> kiosks, Instant now) {
        execute(handle, UPDATE, kiosks, now);
    }

    private static void execute(Handle handle, String sql, Collection<Kiosk> kiosks, Instant now) {
        if (kiosks.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            for (Kiosk kiosk : kiosks) {
                bind(batch, kiosk);
                batch.bind("changedAt", now.atOffset(ZoneOffset.UTC)).add();
            }
            batch.execute();
        }
    }

    private static void bind(PreparedBatch batch, Kiosk kiosk) {
        bindPlace(batch, kiosk.place());
        batch.bind("id", kiosk.id())
                .bind("lifecycle", kiosk.lifecycle().name())
                .bind("type", kiosk.type())
                .bind("installed", kiosk.installed())
                .bind("activated", kiosk.activated())
                .bind("origin", kiosk.origin().name());
    }

    static void bindPlace(PreparedBatch batch, @Nullable Place place) {
        batch.bind("latitude", place == null ? null : (Double) place.latitude())
                .bind("longitude", place == null ? null : (Double) place.longitude())
                .bind("borough", place == null ? "" : place.borough())
                .bind("communityBoard", place == null ? "" : place.communityBoard())
                .bind("address", place == null ? "" : place.address())
                .bind("neighborhood", place == null ? "" : place.neighborhood());
    }

    private static Kiosk kiosk(ResultSet row, StatementContext context) throws SQLException {
        return new Kiosk(
                row.getString("id"),
                Lifecycle.valueOf(row.getString("lifecycle")),
                row.getString("kiosk_type"),
                place(row),
                row.getObject("installed", LocalDate.class),
                row.getObject("activated", LocalDate.class),
                Origin.valueOf(row.getString("origin")));
    }

    static @Nullable Place place(ResultSet row) throws SQLException {
        double latitude = row.getDouble("latitude");
        if (row.wasNull()) {
            return null;
        }
        return new Place(
                latitude,
                row.getDouble("longitude"),
                row.getString("borough"),
                row.getString("community_board"),
                row.getString("address"),
                row.getString("neighborhood"));
    }
}
