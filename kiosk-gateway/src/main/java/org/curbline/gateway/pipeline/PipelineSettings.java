package org.curbline.gateway.pipeline;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.curbline.program.settings.Ranges;

/** How events are gathered and how much may wait. */
@ConfigMapping(prefix = "curbline.pipeline")
public interface PipelineSettings {
    /** At most so many events in one write to the store. */
    @WithDefault("5000")
    @WithConverter(Ranges.Positive.class)
    int batchEvents();

    /** How long a lone event waits for company. */
    @WithDefault("PT0.003S")
    Duration linger();

    /** Writes under way at once, for each event loop. */
    @WithDefault("2")
    @WithConverter(Ranges.Positive.class)
    int concurrentWrites();

    /**
     * Bytes waiting to be stored (payloads, and 256 for each event) at which an event loop stops reading its sockets;
     * it goes on at half of it.
     */
    @WithDefault("16777216")
    @WithConverter(Ranges.PositiveLong.class)
    long maxWaitingBytes();

    /** Kiosks the gateway will know at most. */
    @WithDefault("100000")
    @WithConverter(Ranges.Positive.class)
    int maxKiosks();
}
