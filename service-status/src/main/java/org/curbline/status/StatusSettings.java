package org.curbline.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import org.curbline.program.settings.Ranges;

/** How long a kiosk's word counts. */
@ConfigMapping(prefix = "curbline.status")
public interface StatusSettings {
    /** How often a kiosk reports each of its services. */
    @WithDefault("60s")
    @WithConverter(Ranges.Time.class)
    Duration reportInterval();

    /** How old the newest report of a service may be before the service is unknown. */
    @WithDefault("2m")
    @WithConverter(Ranges.Time.class)
    Duration allowedAge();

    /** How long a kiosk may be without connection before its services are unknown. */
    @WithDefault("30s")
    @WithConverter(Ranges.TimeOrNone.class)
    Duration offlineGrace();

    /** How long a state must hold before it becomes an event; the history keeps every change. */
    @WithDefault("0s")
    @WithConverter(Ranges.TimeOrNone.class)
    Duration eventHold();

    /** How long what happened is kept for readers of the event stream that come again. */
    @WithDefault("1h")
    @WithConverter(Ranges.TimeOrNone.class)
    Duration eventsKept();

    /** How many events are kept at most, however young. */
    @WithDefault("100000")
    @WithConverter(Ranges.Count.class)
    int maxEventsKept();

    /** The share of time outside maintenance in which a service should be up or degraded. */
    @WithDefault("0.95")
    @WithConverter(Ranges.Share.class)
    double availabilityTarget();

    /** What use is usual, and when its absence is suspicious. */
    UsualUse usualUse();

    /** From when on a kiosk that says it is up is doubted, as people do not use it as usual. */
    interface UsualUse {
        /** How often a service of a kiosk that works may be suspected in a year; 0 suspects and learns nothing. */
        @WithDefault("0.1")
        @WithConverter(Ranges.TimesAYear.class)
        double falseSuspicions();

        /** By whose clocks a week has its hours. */
        @WithDefault("America/New_York")
        ZoneId zone();

        /** How much of the past is learnt from, in whole weeks. */
        @WithDefault("28d")
        @WithConverter(Ranges.Weeks.class)
        Duration learnFrom();
    }
}
