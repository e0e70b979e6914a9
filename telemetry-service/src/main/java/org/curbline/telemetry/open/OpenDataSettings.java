package org.curbline.telemetry.open;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.curbline.program.settings.Ranges;

/** What may be published, and when. */
@ConfigMapping(prefix = "curbline.open-data")
public interface OpenDataSettings {
    /** Smaller counts are withheld; 0 withholds none. */
    @WithDefault("10")
    @WithConverter(Ranges.SmallestCount.class)
    int smallestCount();

    /** How long after its end a week is published, so that spools have told of it. */
    @WithDefault("2d")
    @WithConverter(Ranges.TimeOrNone.class)
    Duration settling();

    /** A day of the first week of the weekly usage report; what was used before is in no row and no total. */
    Optional<LocalDate> firstWeek();
}
