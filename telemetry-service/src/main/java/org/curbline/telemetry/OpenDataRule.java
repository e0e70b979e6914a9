package org.curbline.telemetry;

import java.time.Duration;
import org.curbline.store.Retention;
import org.curbline.telemetry.open.OpenDataSettings;

/**
 * What may be published, and when.
 *
 * @param smallestCount smaller counts are withheld
 * @param settling how long after its end a week is published
 * @param kept how far back use is known
 */
public record OpenDataRule(int smallestCount, Duration settling, Duration kept) {
    /** What the settings say when they say nothing. */
    public static final OpenDataRule USUAL =
            new OpenDataRule(10, Duration.ofDays(2), Retention.of(Duration.ZERO).rollups());

    /** @param kept how long the store keeps rollups */
    public static OpenDataRule of(OpenDataSettings settings, Duration kept) {
        return new OpenDataRule(settings.smallestCount(), settings.settling(), kept);
    }
}
