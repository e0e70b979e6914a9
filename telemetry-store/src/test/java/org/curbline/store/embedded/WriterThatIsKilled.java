package org.curbline.store.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.PointReader.StoredPoint;

/**
 * A program that says what it found in the store ({@code found 7}, the numbers 1 to 7 being there once each, or
 * {@code broken}), then writes on from a number and says what is stored ({@code stored 20}), for ever.
 */
final class WriterThatIsKilled {
    static final String KIOSK = "k";
    static final int BATCH = 20;
    private static final Instant START = Instant.parse("2026-06-10T12:00:00Z");

    private WriterThatIsKilled() {}

    /** Takes the folder, and the number to go on from. */
    @SuppressWarnings("resource") // it is killed, never closed
    public static void main(String[] args) throws InterruptedException {
        Thread.setDefaultUncaughtExceptionHandler((thread, accident) -> say("broken: " + accident));
        EmbeddedStore store = EmbeddedStore.open(Path.of(args[0]), Duration.ofDays(36_500), InstantSource.system());
        List<StoredPoint> points = store.reader()
                .points(new PointsQuestion(
                        Measurement.WIFI, START, START.plus(Duration.ofDays(1)), KIOSK, 0, 1_000_000));
        for (int i = 0; i < points.size(); i++) {
            if (!Long.valueOf(i + 1).equals(points.get(i).values().get("seq"))) {
                say("broken at " + (i + 1) + ": " + points.get(i));
            }
        }
        say("found " + points.size());
        PointBatch batch = new PointBatch(4096);
        for (int next = Integer.parseInt(args[1]); ; next += BATCH) {
            batch.clear();
            for (int seq = next; seq < next + BATCH; seq++) {
                batch.begin(Measurement.WIFI)
                        .tag(Columns.KIOSK, KIOSK)
                        .tag(Columns.NETWORK, "open")
                        .field(Columns.SEQ, seq)
                        .end(START.getEpochSecond() * 1_000_000_000L + seq * 1_000_000L);
            }
            if (store.writer().write(batch).isEmpty()) {
                say("stored " + (next + BATCH - 1));
            }
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
