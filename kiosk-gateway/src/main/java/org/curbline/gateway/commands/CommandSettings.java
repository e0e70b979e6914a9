package org.curbline.gateway.commands;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Set;

/** What kiosks can be told. */
@ConfigMapping(prefix = "curbline.commands")
public interface CommandSettings {
    /** The commands there are: 1 to 40 of a-z, 0-9 and hyphens each, beginning with a letter. */
    @WithDefault("reboot-service,identify,report-now,set-interval,collect-diagnostics")
    Set<String> names();

    /** How long a command waits for its kiosk and its reply, when who gives it does not say. */
    @WithDefault("5m")
    Duration timeToLive();
}
