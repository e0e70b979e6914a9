package org.curbline.store.influx;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.store.Retention;
import org.curbline.store.RetentionContract;
import org.curbline.store.TelemetryStore;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class InfluxRetentionIT extends RetentionContract {
    private static InfluxProcess server;

    @BeforeAll
    static void start() {
        server = InfluxServer.startProcess();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Override
    protected TelemetryStore open(Retention retention) {
        InfluxPlace place = new InfluxPlace(
                URI.create(server.url()),
                server.org(),
                "aged",
                server.token(),
                retention,
                Duration.ofSeconds(20),
                false);
        return InfluxStore.open(place, InstantSource.system());
    }
}
