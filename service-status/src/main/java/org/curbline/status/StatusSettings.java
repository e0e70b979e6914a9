package org.curbline.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;

/** How long a kiosk's word counts. */
@ConfigMapping(prefix = "curbline.status")
public interface StatusSettings {
    /** How often a kiosk reports each of its services. */
    @WithDefault("60s")
    Duration reportInterval();

    /** How old the newest report of a service may be before the service is unknown. */
    @WithDefault("2m")
    Duration allowedAge();

    /** How long a kiosk may be without connection before its services are unknown. */
    @WithDefault("30s")
    Duration offlineGrace();

    /** How long a state must hold before it becomes an event; the history keeps every change. */
    @WithDefault("0s")
    Duration eventHold();

    /** How long what happened is kept for readers of the event stream that come again. */
    @WithDefault("1h")
    Duration eventsKept();

    /** How many events are kept at most, however young. */
    @WithDefault("100000")
    int maxEventsKept();

    /** The share of time outside maintenance in which a service should be up or degraded. */
    @WithDefault("0.95")
    double availabilityTarget();

    /** What use is usual, and when its absence is suspicious. */
    UsualUse usualUse();

    /** From when on a kiosk that says it is up is doubted, as people do not use it as usual. */
    interface UsualUse {
        /** How often a service of a kiosk that works may be suspected in a year; 0 suspects and learns nothing. */
        @WithDefault("0.1")
        double falseSuspicions();

        /** By whose clocks a week has its hours. */
        @WithDefault("America/New_York")
        ZoneId zone();

        /** How much of the past is learnt from, in whole weeks, one at least. */
        @WithDefault("28d")
        Duration learnFrom();
    }
}
