package org.curbline.telemetry;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.curbline.program.settings.Ranges;

/** What the telemetry service can be told. */
@ConfigMapping(prefix = "curbline.telemetry")
public interface TelemetrySettings {
    /** Whose days and hours are meant when a request does not say. */
    @WithDefault("America/New_York")
    ZoneId zone();

    /**
     * On which day weeks begin. Kiosks hash devices anew each Sunday, so of other weeks their number cannot be told.
     */
    @WithDefault("sunday")
    DayOfWeek weekStart();

    /** Pictures that lie below the maps; none: the boroughs' outlines alone. */
    @WithConverter(Ranges.TileAddress.class)
    Optional<String> mapTiles();

    /** Whose pictures they are, which is said beside the maps. */
    Optional<String> mapCredit();

    /** Where the service's own program listens; the standalone has one address for all. */
    @WithDefault("0.0.0.0")
    String httpHost();

    /** Its TCP port; 0 takes a free one. */
    @WithDefault("8081")
    @WithConverter(Ranges.Port.class)
    int httpPort();

    /** Where a gateway, or what stands before several, answers what pages show of it; none: they say that it is not. */
    @WithConverter(Ranges.ServerAddress.class)
    Optional<URI> gatewayUrl();

    /** How often what gateways changed in the registry is read. */
    @WithDefault("30s")
    @WithConverter(Ranges.Time.class)
    Duration registryRefresh();

    /** How often hours are rolled up, at most: it rests nine times as long as it works. */
    @WithDefault("30s")
    @WithConverter(Ranges.Time.class)
    Duration rollupEvery();
}
