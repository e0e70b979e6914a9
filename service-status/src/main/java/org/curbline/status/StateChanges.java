package org.curbline.status;

import java.time.Instant;

/** Where a timeline's changes go. */
@FunctionalInterface
public interface StateChanges {
    /** @param at from when on it is as it is now */
    void changed(Instant at, Judgement before, Judgement now);
}
