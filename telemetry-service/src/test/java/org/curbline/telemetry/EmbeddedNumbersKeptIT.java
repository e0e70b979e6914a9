package org.curbline.telemetry;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedNumbersKeptIT extends NumbersKeptContract {
    private static EmbeddedStore store;

    @BeforeAll
    static void open(@TempDir Path folder) {
        store = EmbeddedStore.open(folder, Duration.ofDays(36_500), InstantSource.system());
    }

    @AfterAll
    static void closeStore() {
        store.close();
    }

    @Override
    protected TelemetryStore store() {
        return store;
    }
}
