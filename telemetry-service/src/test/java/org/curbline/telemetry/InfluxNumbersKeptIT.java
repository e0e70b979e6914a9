package org.curbline.telemetry;

import org.curbline.store.TelemetryStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class InfluxNumbersKeptIT extends NumbersKeptContract {
    private static InfluxInTest influx;

    @BeforeAll
    static void open() {
        influx = InfluxInTest.open("numbers-kept");
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
