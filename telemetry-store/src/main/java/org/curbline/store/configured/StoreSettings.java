package org.curbline.store.configured;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Which store, where, and for how long points are kept. */
@ConfigMapping(prefix = "curbline.store")
public interface StoreSettings extends RetentionSettings {
    /** Which store. */
    @WithDefault("embedded")
    Kind kind();

    /** The store within the process. */
    Embedded embedded();

    /** The InfluxDB server. */
    Influx influx();

    /** The stores there are. */
    enum Kind {
        EMBEDDED,
        INFLUX
    }

    /** The store within the process. */
    interface Embedded {
        /** The data folder, for one process at a time. */
        @WithDefault("data/store")
        Path directory();
    }

    /** The InfluxDB server. */
    interface Influx {
        /** Its address. */
        @WithDefault("http://localhost:8086")
        URI url();

        /** The organization the bucket is in. */
        @WithDefault("curbline")
        String org();

        /** The bucket, made when missing. */
        @WithDefault("curbline")
        String bucket();

        /** A token that may read and write the bucket: a secret, never to be printed. Needed for InfluxDB. */
        Optional<String> token();

        /** How long a silent server is waited for. */
        @WithDefault("PT20S")
        Duration answerTimeout();

        /** Whether lines and answers are sent gzipped: worth it over a slow network only. */
        @WithDefault("false")
        boolean gzip();
    }
}
