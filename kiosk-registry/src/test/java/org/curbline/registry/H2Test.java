package org.curbline.registry;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class H2Test extends KioskRegistryContract {
    private final Path folder;

    H2Test(@TempDir Path folder) {
        this.folder = folder;
    }

    @Override
    KioskRegistry open(InstantSource clock) {
        return KioskRegistry.open("jdbc:h2:file:" + folder.resolve("registry").toAbsolutePath(), clock);
    }
}
