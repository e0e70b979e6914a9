package org.curbline.registry.access;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The kiosks' password hashes. */
public final class CredentialTable {
    private CredentialTable() {}

    /** Hash by kiosk id. */
    public static Map<String, String> all(Handle handle) {
        Map<String, String> hashes = new HashMap<>();
        handle.createQuery("SELECT kiosk, password_hash FROM credential")
                .map((row, context) -> Map.entry(row.getString("kiosk"), row.getString("password_hash")))
                .forEach(entry -> hashes.put(entry.getKey(), entry.getValue()));
        return hashes;
    }

    static @Nullable String find(Handle handle, String kiosk) {
        return handle.createQuery("SELECT password_hash FROM credential WHERE kiosk = :kiosk")
                .bind("kiosk", kiosk)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    public static void put(Handle handle, String kiosk, String hash, Instant now) {
        remove(handle, kiosk);
        handle.createUpdate("INSERT INTO credential (kiosk, password_hash, changed_at) VALUES (:kiosk, :hash, :now)")
                .bind("kiosk", kiosk)
                .bind("hash", hash)
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    public static boolean remove(Handle handle, String kiosk) {
        return handle.createUpdate("DELETE FROM credential WHERE kiosk = :kiosk")
                        .bind("kiosk", kiosk)
                        .execute()
                > 0;
    }
}
