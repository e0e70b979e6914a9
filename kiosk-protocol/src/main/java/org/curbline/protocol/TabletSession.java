package org.curbline.protocol;

/**
 * Somebody's use of the tablet, by what it was used for. Never what was looked at.
 *
 * @param durationSeconds how long it lasted; it ended at {@code id.atMillis}
 */
public record TabletSession(EventId id, Activity activity, int durationSeconds) implements KioskEvent {
    @Override
    public EventKind kind() {
        return EventKind.TABLET;
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.tablet(this);
    }

    /** What the tablet was used for. */
    public enum Activity {
        MAPS,
        DIRECTIONS,
        /** Community services: benefits, shelters, 311 reports. */
        SERVICES,
        BROWSING
    }
}
