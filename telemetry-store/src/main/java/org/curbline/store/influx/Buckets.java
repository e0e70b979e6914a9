package org.curbline.store.influx;

import com.influxdb.client.InfluxDBClient;
import org.curbline.store.Measurement;

/** InfluxDB keeps all of a bucket for the same time, so rollups, which are kept for longer, have one of their own. */
final class Buckets {
    private static final String OF_ROLLUPS = "-rollups";

    private final Bucket points;
    private final Bucket rollups;

    Buckets(InfluxDBClient client, InfluxPlace place) {
        points = new Bucket(client, place, place.bucket(), place.retention().points());
        rollups = new Bucket(
                client, place, place.bucket() + OF_ROLLUPS, place.retention().rollups());
    }

    Bucket points() {
        return points;
    }

    Bucket rollups() {
        return rollups;
    }

    Bucket of(Measurement measurement) {
        return measurement.isRollup() ? rollups : points;
    }
}
