package org.curbline.telemetry;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import org.curbline.store.Retention;
import org.curbline.store.influx.InfluxPlace;
import org.curbline.store.influx.InfluxStore;
import org.curbline.testservers.InfluxServer;

/** A real InfluxDB and a store in it, whose points are kept however long ago a test says they were. */
record InfluxInTest(InfluxServer server, InfluxStore store) implements AutoCloseable {
    private static final Retention FOR_EVER = Retention.of(Duration.ofDays(20_000));

    /** @param bucket of points; what else is kept is in others, named after it */
    static InfluxInTest open(String bucket) {
        InfluxServer server = InfluxServer.start();
        try {
            InfluxPlace place = new InfluxPlace(
                    URI.create(server.url()),
                    server.org(),
                    bucket,
                    server.token(),
                    FOR_EVER,
                    Duration.ofSeconds(20),
                    false);
            return new InfluxInTest(server, InfluxStore.open(place, InstantSource.system()));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public void close() {
        store.close();
        server.close();
    }
}
