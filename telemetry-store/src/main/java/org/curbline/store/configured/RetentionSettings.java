package org.curbline.store.configured;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** For how long a store keeps what, whichever it is. */
public interface RetentionSettings {
    /** How long points are kept; the embedded store rounds up to whole days. */
    @WithDefault("P60D")
    Duration retention();

    /** How long it is kept how services worked; never shorter than points. Availability is told as far back. */
    @WithDefault("P400D")
    Duration historyRetention();

    /** How long rollups are kept, which outlive the points they are made from; never shorter than those. */
    @WithDefault("P1830D")
    Duration rollupRetention();
}
