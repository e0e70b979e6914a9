package org.curbline.gateway;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.curbline.program.settings.Ranges;

/** What concerns the gateway as a program. */
@ConfigMapping(prefix = "curbline.gateway")
public interface GatewaySettings {
    @WithDefault("0.0.0.0")
    String httpHost();

    /** API, metrics and health; 0 takes a free one. */
    @WithDefault("8080")
    @WithConverter(Ranges.Port.class)
    int httpPort();

    /** How far a kiosk's clock may be ahead. */
    @WithDefault("PT5M")
    Duration maxClockAhead();

    /** How often what other gateways changed in the registry is read. */
    @WithDefault("PT30S")
    @WithConverter(Ranges.Time.class)
    Duration registryRefresh();
}
