package org.curbline.benchmarks.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.curbline.benchmarks.load.EventFeed;
import org.curbline.protocol.WifiSession;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;

/** The points a gateway makes of the load generator's messages, without a gateway. One thread. */
final class Lines {
    private static final int KIOSKS = 200;
    private static final int BYTES_A_LINE = 160;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final List<String> kiosks = new ArrayList<>();
    private final List<EventFeed> feeds = new ArrayList<>();
    private int next;

    Lines() {
        for (int i = 0; i < KIOSKS; i++) {
            kiosks.add(String.format(Locale.ROOT, "mn-%02d-%06d", 1 + i % 12, i));
            feeds.add(new EventFeed(i));
        }
    }

    /** So many points never made before, in batches. */
    List<PointBatch> batches(int points, int pointsInBatch) {
        List<PointBatch> batches = new ArrayList<>();
        for (int made = 0; made < points; made += pointsInBatch) {
            PointBatch batch = new PointBatch(pointsInBatch * BYTES_A_LINE);
            for (int i = made; i < Math.min(points, made + pointsInBatch); i++) {
                add(batch);
            }
            batches.add(batch);
        }
        return batches;
    }

    private void add(PointBatch batch) {
        int kiosk = next++ % KIOSKS;
        WifiSession event = feeds.get(kiosk).wifi(System.currentTimeMillis());
        batch.begin(Measurement.WIFI)
                .tag(Columns.KIOSK, kiosks.get(kiosk))
                .tag(Columns.NETWORK, event.network().name().toLowerCase(Locale.ROOT))
                .field(Columns.SEQ, event.id().seq())
                .field(Columns.DURATION, event.durationSeconds())
                .field(Columns.DOWN, event.downBytes())
                .field(Columns.UP, event.upBytes());
        batch.end(event.id().atMillis() * NANOS_A_MILLI + event.id().seq() % NANOS_A_MILLI);
    }
}
