package org.curbline.registry.database;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.MaintenanceWindow;
import org.curbline.registry.kiosk.Stay;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction wrote.
 *
 * @param result what its caller is told
 * @param kiosks as they are now registered
 * @param passwordHashes by kiosk id; {@link #NO_PASSWORD} where one was taken away
 * @param windows all there are now; null if they are as before
 * @param stays where kiosks stood when, of those of which that is another now; by kiosk id, in the order of time
 */
public record Change<R>(
        R result,
        Collection<Kiosk> kiosks,
        Map<String, String> passwordHashes,
        @Nullable List<MaintenanceWindow> windows,
        Map<String, List<Stay>> stays) {
    public static final String NO_PASSWORD = "";

    public static <R> Change<R> nothing(R result) {
        return new Change<>(result, List.of(), Map.of(), null, Map.of());
    }

    public static <R> Change<R> ofKiosks(R result, Collection<Kiosk> written, Map<String, List<Stay>> stays) {
        return new Change<>(result, written, Map.of(), null, stays);
    }

    public static <R> Change<R> ofPassword(R result, String kiosk, String hash) {
        return new Change<>(result, List.of(), Map.of(kiosk, hash), null, Map.of());
    }

    public static <R> Change<R> ofWindows(R result, List<MaintenanceWindow> all) {
        return new Change<>(result, List.of(), Map.of(), all, Map.of());
    }

    public boolean isEmpty() {
        return kiosks.isEmpty() && passwordHashes.isEmpty() && windows == null && stays.isEmpty();
    }
}
