package org.curbline.telemetry;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.store.influx.InfluxPlace;
import org.curbline.store.influx.InfluxStore;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class InfluxClientsIT extends ClientsContract {
    private static InfluxServer server;
    private static InfluxStore store;

    @BeforeAll
    static void open() {
        server = InfluxServer.start();
        InfluxPlace place = new InfluxPlace(
                URI.create(server.url()),
                server.org(),
                "clients",
                server.token(),
                Retention.of(Duration.ofDays(20_000)),
                Duration.ofSeconds(20),
                false);
        store = InfluxStore.open(place, InstantSource.system());
    }

    @AfterAll
    static void closeStore() {
        store.close();
        server.close();
    }

    @Override
    protected TelemetryStore store() {
        return store;
    }
}
