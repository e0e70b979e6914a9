package org.curbline.registry.kiosk;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a kiosk stands from a time on, until it is moved.
 *
 * @param from {@link #EVER} for the first place that is known of it
 * @param place null if nobody knows where it went
 * @param entered when somebody said so
 * @param by who; for what no person did, what did, as in {@link LifecycleChange}
 * @param reason why; may be empty
 */
public record Stay(String kiosk, Instant from, @Nullable Place place, Instant entered, String by, String reason) {
    /** Nobody knows of an earlier place, so the first counts for all time before, too. */
    public static final Instant EVER = Instant.EPOCH;
}
