package org.curbline.gateway.pipeline;

import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import org.curbline.protocol.KioskId;
import org.jspecify.annotations.Nullable;

/** Every kiosk that has connected since the gateway started, bounded in number. Any thread. */
public final class KnownKiosks {
    private final ConcurrentHashMap<KioskId, KnownKiosk> byId = new ConcurrentHashMap<>();
    private final int atMost;

    public KnownKiosks(int atMost) {
        this.atMost = atMost;
    }

    /** The kiosk's memory, made when new; null when the bound is reached. */
    public @Nullable KnownKiosk get(KioskId id) {
        KnownKiosk known = byId.get(id);
        if (known != null) {
            return known;
        }
        return byId.size() >= atMost ? null : byId.computeIfAbsent(id, KnownKiosk::new);
    }

    /** The kiosk's memory, if it has connected. */
    public @Nullable KnownKiosk find(KioskId id) {
        return byId.get(id);
    }

    public Collection<KnownKiosk> all() {
        return Collections.unmodifiableCollection(byId.values());
    }
}
