package org.curbline.gateway.cluster;

import java.time.Instant;

/** Another gateway, as one that tells. Any thread. */
public interface Teller {
    /** When it was last heard of, by this gateway's clock. */
    Instant heard();
}
