package org.curbline.store.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.BucketRetentionRules;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.store.TelemetryStoreContract;
import org.curbline.testservers.InfluxServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InfluxStoreIT extends TelemetryStoreContract {
    private static InfluxServer server;
    private static InfluxPlace place;
    private static InfluxStore store;

    private @Nullable InfluxStore another;

    @BeforeAll
    static void open() {
        server = InfluxServer.start();
        place = new InfluxPlace(
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
        return another == null ? store : another;
    }

    @Test
    void manyPointsAreSummedUpByKioskLikeFew() throws Exception {
        try (InfluxStore manyAreMoreThanNone = InfluxStore.open(place, InstantSource.system(), 0)) {
            another = manyAreMoreThanNone;
            aShortTimeIsSummedUpByKioskLikeALongOne();
        }
    }

    /** Of twenty thousand days; those of points, of which the server makes so many as it likes, of two months. */
    @Test
    void whatIsKeptLongIsKeptInFewParts() {
        try (InfluxDBClient client =
                InfluxDBClientFactory.create(server.url(), server.token().toCharArray(), server.org())) {
            assertEquals(1_000, days(client, "contract"));
            Bucket bucket = new Bucket(client, place, "parted", Duration.ofDays(60));
            bucket.make();
            assertEquals(1, days(client, "parted"));
            new Bucket(client, place, "parted", Duration.ofDays(400)).make();
            assertEquals(20, days(client, "parted"), "a bucket that is there is told so");
            BucketRetentionRules own = new BucketRetentionRules();
            own.setEverySeconds(Math.toIntExact(Duration.ofDays(400).toSeconds()));
            own.setShardGroupDurationSeconds(Duration.ofDays(7).toSeconds());
            var made = Objects.requireNonNull(client.getBucketsApi().findBucketByName("parted"));
            client.getBucketsApi().updateBucket(made.retentionRules(List.of(own)));
            new Bucket(client, place, "parted", Duration.ofDays(400)).make();
            assertEquals(20, days(client, "parted"), "and one that is kept as long, in other parts");
        }
    }

    private static long days(InfluxDBClient client, String bucket) {
        Long seconds = Objects.requireNonNull(client.getBucketsApi().findBucketByName(bucket))
                .getRetentionRules()
                .get(0)
                .getShardGroupDurationSeconds();
        return Duration.ofSeconds(Objects.requireNonNull(seconds)).toDays();
    }
}
