package org.curbline.gateway.cluster;

import java.time.Instant;
import java.util.List;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.protocol.KioskId;

/** What this gateway knows, and what it makes of what others tell. All on one context. */
public interface Fleet {
    /** Kiosks of which this gateway has something to tell, in the order of their ids, behind one; empty begins. */
    List<KioskId> after(String id, int most);

    /** What this gateway knows of a kiosk now. */
    KioskNews news(KioskId kiosk);

    /** Another gateway tells. */
    void take(String gateway, KioskNews news);

    /** Something happened at another gateway. */
    void told(CloudEvent event);

    /** So much happened at another gateway that it could not all be told. */
    void missed();

    /** Another gateway changed the registry. */
    void registryChanged();

    /**
     * Whom this gateway hears, or whether it is the one that looks after kiosks nobody is connected to, has changed.
     */
    void rolesChanged();

    /**
     * A gateway is dead or has left.
     *
     * @param seen when it was last known to live; all others agree about that
     */
    void lost(String gateway, Instant seen);
}
