package org.curbline.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;

/** What a store holds of a WiFi that has worked for weeks. */
final class PastUse {
    static final int AN_HOUR = 12;
    private static final int DAYS = 30;
    private static final int SECONDS_AN_HOUR = 3600;

    private PastUse() {}

    /** Weeks in which it worked and was used by chance, the same at all hours. */
    static void write(PointWriter writer, String kiosk, SplittableRandom random, Instant until)
            throws InterruptedException {
        writer.write(history(kiosk, until));
        writer.write(points(kiosk, random, until));
    }

    private static PointBatch history(String kiosk, Instant until) {
        PointBatch batch = new PointBatch(1 << 16);
        for (int day = DAYS; day > 0; day--) {
            Instant mark = until.minus(Duration.ofDays(day));
            batch.begin(Measurement.TRANSITION)
                    .tag(Columns.KIOSK, kiosk)
                    .tag(Columns.SERVICE, "wifi")
                    .tag(Columns.VIEW, "known");
            batch.field(Columns.STATE, "up")
                    .field(Columns.REASON, "reported-up")
                    .field(Columns.BEFORE, "up");
            batch.end(mark.toEpochMilli() * 1_000_000);
        }
        return batch;
    }

    private static PointBatch points(String kiosk, SplittableRandom random, Instant until) {
        PointBatch batch = new PointBatch(1 << 20);
        int seq = 0;
        for (int second = DAYS * 24 * SECONDS_AN_HOUR; second > 60; second--) {
            if (random.nextInt(SECONDS_AN_HOUR) < AN_HOUR) {
                batch.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).tag(Columns.NETWORK, "open");
                batch.field(Columns.SEQ, ++seq).field(Columns.DURATION, 60).field(Columns.DOWN, 1000);
                batch.end(until.minusSeconds(second).toEpochMilli() * 1_000_000 + seq);
            }
        }
        batch.begin(Measurement.STATUS).tag(Columns.KIOSK, kiosk).tag(Columns.SERVICE, "wifi");
        batch.field(Columns.SEQ, ++seq).field(Columns.STATE, "up");
        batch.end(until.minusSeconds(30).toEpochMilli() * 1_000_000 + seq);
        return batch;
    }
}
