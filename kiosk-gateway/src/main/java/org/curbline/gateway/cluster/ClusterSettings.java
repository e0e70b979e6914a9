package org.curbline.gateway.cluster;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.curbline.program.settings.Ranges;

/** How several gateways over one registry and store find each other. */
@ConfigMapping(prefix = "curbline.cluster")
public interface ClusterSettings {
    /** Whether there may be other gateways over the same registry and store. */
    @WithDefault("false")
    boolean enabled();

    /** This gateway's own name or address, as the others reach it. */
    @WithDefault("127.0.0.1")
    String host();

    /** Where it is found by the others, a TCP port. */
    @WithDefault("5701")
    @WithConverter(Ranges.Port.class)
    int port();

    /** Where it takes what the others tell, a TCP port; 0 takes a free one. */
    @WithDefault("5702")
    @WithConverter(Ranges.Port.class)
    int busPort();

    /** Where the others reach {@link #port}, if that is another one: behind mapped ports, say. */
    Optional<@WithConverter(Ranges.Port.class) Integer> publicPort();

    /** Likewise {@link #busPort}. */
    Optional<@WithConverter(Ranges.Port.class) Integer> publicBusPort();

    /** The gateways, {@code host:port} each; this one may be among them. */
    Optional<List<String>> members();

    /** How long a gateway may say nothing before it is taken for dead; the same for all of them. */
    @WithDefault("10s")
    @WithConverter(Ranges.Time.class)
    Duration lostAfter();
}
