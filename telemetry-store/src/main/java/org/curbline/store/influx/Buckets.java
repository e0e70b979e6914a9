package org.curbline.store.influx;

import com.influxdb.client.InfluxDBClient;
import java.util.EnumMap;
import java.util.Map;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Kept;

/** InfluxDB keeps all of a bucket for the same time, so what is kept for longer has buckets of its own. */
final class Buckets {
    private final Map<Kept, Bucket> buckets = new EnumMap<>(Kept.class);

    Buckets(InfluxDBClient client, InfluxPlace place) {
        for (Kept kept : Kept.values()) {
            String name = place.bucket() + behind(kept);
            buckets.put(kept, new Bucket(client, place, name, place.retention().of(kept)));
        }
    }

    private static String behind(Kept kept) {
        return switch (kept) {
            case POINTS -> "";
            case HISTORY -> "-history";
            case ROLLUPS -> "-rollups";
        };
    }

    Map<Kept, Bucket> all() {
        return buckets;
    }

    Bucket of(Measurement measurement) {
        Bucket bucket = buckets.get(measurement.kept());
        if (bucket == null) {
            throw new IllegalStateException("No bucket for " + measurement.kept());
        }
        return bucket;
    }
}
