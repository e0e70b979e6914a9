package org.curbline.gateway;

import static org.curbline.gateway.Events.KIOSK;
import static org.curbline.gateway.Events.TOPIC;
import static org.curbline.gateway.Events.wifi;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;
import org.curbline.store.embedded.EmbeddedStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineStoreIT {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Test
    void whatIsAcknowledgedCanBeReadAtOnceAndARepeatIsThereOnce(@TempDir Path folder) throws Exception {
        try (EmbeddedStore store = EmbeddedStore.open(folder, Duration.ofDays(60), InstantSource.system())) {
            for (int run = 0; run < 2; run++) { // the second gateway knows nothing of what the first has stored
                try (GatewayFixture fixture = GatewayFixture.over(store.writer(), InstantSource.system());
                        RawMqtt kiosk = RawMqtt.v5(fixture.port, KIOSK)) {
                    for (int i = 1; i <= 20; i++) {
                        kiosk.publish(i, TOPIC, wifi(i, now.toString()));
                        assertEquals(0, kiosk.puback(i));
                        assertEquals(run == 0 ? i : 20, points(store).size());
                    }
                    assertEquals(20, fixture.books().stored());
                }
            }
            assertEquals(20L, points(store).get(19).values().get("seq"));
        }
    }

    private List<StoredPoint> points(EmbeddedStore store) {
        Instant from = now.minusSeconds(60);
        return store.reader()
                .points(new PointsQuestion(Measurement.WIFI, from, now.plusSeconds(60), KIOSK, Long.MIN_VALUE, 1_000));
    }
}
