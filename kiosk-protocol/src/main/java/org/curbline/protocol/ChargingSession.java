package org.curbline.protocol;

/**
 * A device charged at one of the USB ports.
 *
 * @param port the number of the USB port, from 1
 * @param durationSeconds how long current flowed; it ended at {@code id.atMillis}
 * @param energyMilliwattHours energy delivered
 */
public record ChargingSession(EventId id, int port, int durationSeconds, long energyMilliwattHours)
        implements KioskEvent {
    @Override
    public EventKind kind() {
        return EventKind.CHARGING;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.charging(this);
    }
}
