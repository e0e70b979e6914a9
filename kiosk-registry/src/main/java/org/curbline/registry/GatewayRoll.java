package org.curbline.registry;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.curbline.registry.database.Moments;
import org.curbline.registry.database.RegistryDatabase;
import org.curbline.registry.database.RegistryException;
import org.jdbi.v3.core.Handle;

/**
 * Which gateways share this registry and live. Each says again and again that it does; who has not for a while is dead
 * to all of them alike, as the database's clock alone decides. Everything blocks, and throws {@link RegistryException}
 * when the database is away.
 */
public final class GatewayRoll {
    private final RegistryDatabase database;

    GatewayRoll(RegistryDatabase database) {
        this.database = database;
    }

    /**
     * Says that a gateway lives, and looks who else does. Those that are dead are struck off by whoever looks later
     * than twice the time. All that is to go is locked first, in the order of ids: of two that came back at once, each
     * would have struck off itself first and then waited for the other.
     *
     * @param id of this run of the gateway; an earlier one at the same address is over
     * @param deadAfter how long a gateway may be silent
     * @return every gateway, this one too, by id
     */
    public List<Entry> beat(String id, String address, Duration deadAfter) {
        return database.write(handle -> {
            Instant now = now(handle);
            for (String over : locked(handle, id, address, now.minus(deadAfter).minus(deadAfter))) {
                handle.execute("DELETE FROM gateway WHERE id = ?", over);
            }
            handle.execute(
                    "INSERT INTO gateway (id, address, seen_at) VALUES (?, ?, ?)", id, address, Moments.bound(now));
            return entries(handle, now.minus(deadAfter));
        });
    }

    /** Says that a gateway ends. */
    public void leave(String id) {
        database.write(handle -> handle.execute("DELETE FROM gateway WHERE id = ?", id));
    }

    private static List<String> locked(Handle handle, String id, String address, Instant longDead) {
        return handle.createQuery(
                        "SELECT id FROM gateway WHERE id = ? OR address = ? OR seen_at < ? ORDER BY id FOR UPDATE")
                .bind(0, id)
                .bind(1, address)
                .bind(2, Moments.bound(longDead))
                .mapTo(String.class)
                .list();
    }

    private static Instant now(Handle handle) {
        return handle.createQuery("SELECT CURRENT_TIMESTAMP")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    private static List<Entry> entries(Handle handle, Instant deadBefore) {
        return handle.createQuery("SELECT * FROM gateway ORDER BY id")
                .map((row, context) -> {
                    Instant seen = Moments.read(row, "seen_at");
                    return new Entry(row.getString("id"), row.getString("address"), seen, seen.isBefore(deadBefore));
                })
                .list();
    }

    /**
     * One gateway.
     *
     * @param seen when it last said that it lives, by the database's clock
     * @param isDead whether that is too long ago
     */
    public record Entry(String id, String address, Instant seen, boolean isDead) {}
}
