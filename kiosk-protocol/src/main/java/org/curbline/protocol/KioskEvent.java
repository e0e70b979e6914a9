package org.curbline.protocol;

/**
 * One thing a kiosk reports. A closed set: {@link #match} makes the compiler name every place a new kind must be
 * handled.
 */
public sealed interface KioskEvent
        permits WifiSession,
                ChargingSession,
                Call,
                TabletSession,
                ServiceReport,
                HealthReport,
                ClientSketch,
                CommandReply {
    EventId id();

    EventKind kind();

    <R> R match(Cases<R> cases);

    /** The same under another number and time. */
    default KioskEvent withId(EventId id) {
        return match(new WithId(id));
    }

    /** One answer for each kind of event. */
    interface Cases<R> {
        R wifi(WifiSession event);

        R charging(ChargingSession event);

        R call(Call event);

        R tablet(TabletSession event);

        R service(ServiceReport event);

        R health(HealthReport event);

        R clients(ClientSketch event);

        R reply(CommandReply event);
    }
}
