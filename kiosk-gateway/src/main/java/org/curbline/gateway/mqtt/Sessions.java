package org.curbline.gateway.mqtt;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which client id belongs to which connection, over all event loops. Any thread. */
final class Sessions {
    private final ConcurrentHashMap<String, KioskConnection> byClientId = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** Enters a connection; the one that had the id before is given back, to be told. */
    @Nullable
    KioskConnection enter(String clientId, KioskConnection connection) {
        connections.incrementAndGet();
        return byClientId.put(clientId, connection);
    }

    void leave(String clientId, KioskConnection connection) {
        connections.decrementAndGet();
        byClientId.remove(clientId, connection);
    }

    @Nullable
    KioskConnection find(String clientId) {
        return byClientId.get(clientId);
    }

    int count() {
        return connections.get();
    }
}
