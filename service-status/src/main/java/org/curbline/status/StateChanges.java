package org.curbline.status;

import java.time.Instant;

/** Where a timeline's changes go. */
@FunctionalInterface
public interface StateChanges {
    /** @param at from when on it is as it is now */
    void changed(Instant at, Judgement before, Judgement now);

    /**
     * What is known of whether a kiosk's word can be believed, {@link View#SUSPICION}: from a moment on, which may lie
     * in the past, use speaks against it or does so no longer. Told again, it takes the place of what was told of that
     * moment.
     */
    default void suspicion(Instant at, Judgement before, Judgement now) {}
}
