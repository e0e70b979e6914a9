package org.curbline.telemetry.open;

import java.time.Duration;
import java.time.LocalDate;
import org.curbline.store.Retention;
import org.jspecify.annotations.Nullable;

/**
 * What may be published, and when.
 *
 * @param smallestCount smaller counts are withheld
 * @param settling how long after its end a week is published
 * @param kept how far back use is known
 * @param firstWeek a day of the first week that is published; null for the first week of any use
 */
public record OpenDataRule(int smallestCount, Duration settling, Duration kept, @Nullable LocalDate firstWeek) {
    /** What the settings say when they say nothing. */
    public static final OpenDataRule USUAL =
            new OpenDataRule(10, Duration.ofDays(2), Retention.of(Duration.ZERO).rollups(), null);

    /** @param kept how long the store keeps rollups */
    public static OpenDataRule of(OpenDataSettings settings, Duration kept) {
        return new OpenDataRule(
                settings.smallestCount(),
                settings.settling(),
                kept,
                settings.firstWeek().orElse(null));
    }
}
