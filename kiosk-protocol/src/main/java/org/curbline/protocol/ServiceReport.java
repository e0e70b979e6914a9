package org.curbline.protocol;

/**
 * What a kiosk thinks of one of its services.
 *
 * @param reason why, as a short code of a-z, 0-9 and hyphens, such as {@code no-dhcp}; empty when there is nothing to
 *     say
 */
public record ServiceReport(EventId id, Service service, State state, String reason) implements KioskEvent {
    @Override
    public EventKind kind() {
        return EventKind.STATUS;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.service(this);
    }

    /** A kiosk's own judgement. What the gateway makes of it is another thing. */
    public enum State {
        UP,
        DEGRADED,
        DOWN
    }
}
