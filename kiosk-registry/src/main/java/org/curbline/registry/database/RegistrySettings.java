package org.curbline.registry.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where the registry is kept. The program gives {@code url} its default, a file in its data folder. */
@ConfigMapping(prefix = "curbline.registry")
public interface RegistrySettings {
    /**
     * JDBC URL, {@code jdbc:h2:file:/absolute/path} or {@code jdbc:postgresql://host/database}; for tests
     * {@code jdbc:h2:mem:name} (with a name, or every connection gets a database of its own).
     */
    String url();

    /** Database user; none for the embedded file. */
    Optional<String> user();

    /** Database password: a secret, never to be printed. */
    Optional<String> password();

    /** Connections held at most by this process; at least 2. */
    @WithDefault("4")
    int poolSize();
}
