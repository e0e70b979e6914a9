package org.curbline.store.influx;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.store.TelemetryStoreContract;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class InfluxStoreIT extends TelemetryStoreContract {
    private static InfluxServer server;
    private static InfluxStore store;

    @BeforeAll
    static void open() {
        server = InfluxServer.start();
        InfluxPlace place = new InfluxPlace(
                URI.create(server.url()),
                server.org(),
                "contract",
                server.token(),
                Retention.of(Duration.ofDays(20_000)),
                Duration.ofSeconds(20),
                false);
        store = InfluxStore.open(place, InstantSource.system());
    }

    @AfterAll
    static void close() {
        store.close();
        server.close();
    }

    @Override
    protected TelemetryStore store() {
        return store;
    }
}
