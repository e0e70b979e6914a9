package org.curbline.gateway.webhooks;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How receivers are told, and which ones. */
@ConfigMapping(prefix = "curbline.webhooks")
public interface WebhookSettings {
    /** Receivers within the operator's own network that may be told: host names, addresses, blocks. */
    Optional<List<AllowedReceiver>> allow();

    /** A PEM file with the authorities that are trusted for https, instead of Java's. */
    Optional<Path> trustedCertificates();

    /** How long a receiver may take, from the search for its address to the end of its answer. */
    @WithDefault("15s")
    Duration answerTimeout();

    /** How long after the first failure an event is tried again; the pause doubles with each. */
    @WithDefault("5s")
    Duration firstPause();

    /** The longest pause; {@code Retry-After} may ask for up to a day. */
    @WithDefault("1h")
    Duration longestPause();

    /** A webhook that has failed for so long is disabled. */
    @WithDefault("3d")
    Duration disableAfter();

    /** How long events are kept for receivers that cannot take them. */
    @WithDefault("3d")
    Duration eventsKept();

    /** How many events are kept at most, however young. */
    @WithDefault("100000")
    int maxEventsKept();

    /** How many webhooks there may be. */
    @WithDefault("100")
    int maxWebhooks();

    /** How long a gateway may be silent until another one delivers in its place. */
    @WithDefault("15s")
    Duration takeover();
}
