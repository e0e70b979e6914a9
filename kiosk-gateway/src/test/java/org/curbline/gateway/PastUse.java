package org.curbline.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter;

/**
 * What a store holds of WiFi that has worked for weeks and was used by chance, the same at all hours. Making it up
 * takes longer than writing it: once for all tests of a class.
 */
final class PastUse {
    static final int AN_HOUR = 12;
    private static final int DAYS = 30;
    private static final int SECONDS_AN_HOUR = 3600;

    private final PointBatch history = new PointBatch(1 << 16);
    private final PointBatch points = new PointBatch(1 << 20);

    private PastUse() {}

    /** Each kiosk's by a chance of its own, which is the same in every test. */
    static PastUse of(List<String> kiosks, Instant until) {
        PastUse past = new PastUse();
        int seed = 0;
        for (String kiosk : kiosks) {
            past.addHistory(kiosk, until);
            past.addPoints(kiosk, new SplittableRandom(++seed), until);
        }
        return past;
    }

    void write(PointWriter writer) throws InterruptedException {
        writer.write(history);
        writer.write(points);
    }

    private void addHistory(String kiosk, Instant until) {
        for (int day = DAYS; day > 0; day--) {
            Instant mark = until.minus(Duration.ofDays(day));
            history.begin(Measurement.TRANSITION)
                    .tag(Columns.KIOSK, kiosk)
                    .tag(Columns.SERVICE, "wifi")
                    .tag(Columns.VIEW, "known");
            history.field(Columns.STATE, "up")
                    .field(Columns.REASON, "reported-up")
                    .field(Columns.BEFORE, "up");
            history.end(mark.toEpochMilli() * 1_000_000);
        }
    }

    private void addPoints(String kiosk, SplittableRandom random, Instant until) {
        int seq = 0;
        for (int second = DAYS * 24 * SECONDS_AN_HOUR; second > 60; second--) {
            if (random.nextInt(SECONDS_AN_HOUR) < AN_HOUR) {
                points.begin(Measurement.WIFI).tag(Columns.KIOSK, kiosk).tag(Columns.NETWORK, "open");
                points.field(Columns.SEQ, ++seq).field(Columns.DURATION, 60).field(Columns.DOWN, 1000);
                points.end(until.minusSeconds(second).toEpochMilli() * 1_000_000 + seq);
            }
        }
        points.begin(Measurement.STATUS).tag(Columns.KIOSK, kiosk).tag(Columns.SERVICE, "wifi");
        points.field(Columns.SEQ, ++seq).field(Columns.STATE, "up");
        points.end(until.minusSeconds(30).toEpochMilli() * 1_000_000 + seq);
    }
}
