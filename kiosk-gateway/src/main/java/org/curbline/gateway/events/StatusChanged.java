package org.curbline.gateway.events;

import org.curbline.status.Transition;

/** The state of a service, as it is seen, changed. */
public record StatusChanged(Transition transition) {
    /** The event bus address. */
    public static final String ADDRESS = "curbline.status.changed";
}
