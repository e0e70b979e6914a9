package org.curbline.telemetry;

import org.curbline.store.TelemetryStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class InfluxClientsIT extends ClientsContract {
    private static InfluxInTest influx;

    @BeforeAll
    static void open() {
        influx = InfluxInTest.open("clients");
    }

    @AfterAll
    static void closeStore() {
        influx.close();
    }

    @Override
    protected TelemetryStore store() {
        return influx.store();
    }
}
