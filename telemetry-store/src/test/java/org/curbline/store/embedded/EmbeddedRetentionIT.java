package org.curbline.store.embedded;

import java.nio.file.Path;
import java.time.InstantSource;
import org.curbline.store.Retention;
import org.curbline.store.RetentionContract;
import org.curbline.store.TelemetryStore;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRetentionIT extends RetentionContract {
    @TempDir
    Path folder = Path.of(".");

    @Override
    protected TelemetryStore open(Retention retention) {
        return EmbeddedStore.open(folder.resolve("store"), retention, InstantSource.system());
    }
}
