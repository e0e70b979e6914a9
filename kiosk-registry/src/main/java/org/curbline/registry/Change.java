package org.curbline.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What one transaction wrote.
 *
 * @param result what its caller is told
 * @param kiosks as they are now registered
 * @param passwordHashes by kiosk id; {@link #NO_PASSWORD} where one was taken away
 */
record Change<R>(R result, Collection<Kiosk> kiosks, Map<String, String> passwordHashes) {
    static final String NO_PASSWORD = "";

    static <R> Change<R> nothing(R result) {
        return new Change<>(result, List.of(), Map.of());
    }

    boolean isEmpty() {
        return kiosks.isEmpty() && passwordHashes.isEmpty();
    }
}
