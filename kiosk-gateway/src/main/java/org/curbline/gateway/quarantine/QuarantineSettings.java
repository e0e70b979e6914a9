package org.curbline.gateway.quarantine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import org.curbline.program.settings.Ranges;

/** Where the quarantine lies and how large it grows. */
@ConfigMapping(prefix = "curbline.quarantine")
public interface QuarantineSettings {
    @WithDefault("data/quarantine.mv")
    Path file();

    /** Characters kept at most; beyond it the oldest messages leave, and are counted. */
    @WithDefault("67108864")
    @WithConverter(Ranges.PositiveLong.class)
    long maxSize();
}
