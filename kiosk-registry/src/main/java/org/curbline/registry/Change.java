package org.curbline.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction wrote.
 *
 * @param result what its caller is told
 * @param kiosks as they are now registered
 * @param passwordHashes by kiosk id; {@link #NO_PASSWORD} where one was taken away
 * @param windows all there are now; null if they are as before
 */
record Change<R>(
        R result,
        Collection<Kiosk> kiosks,
        Map<String, String> passwordHashes,
        @Nullable List<MaintenanceWindow> windows) {
    static final String NO_PASSWORD = "";

    static <R> Change<R> nothing(R result) {
        return new Change<>(result, List.of(), Map.of(), null);
    }

    static <R> Change<R> ofKiosks(R result, Collection<Kiosk> written) {
        return new Change<>(result, written, Map.of(), null);
    }

    static <R> Change<R> ofPassword(R result, String kiosk, String hash) {
        return new Change<>(result, List.of(), Map.of(kiosk, hash), null);
    }

    static <R> Change<R> ofWindows(R result, List<MaintenanceWindow> all) {
        return new Change<>(result, List.of(), Map.of(), all);
    }

    boolean isEmpty() {
        return kiosks.isEmpty() && passwordHashes.isEmpty() && windows == null;
    }
}
