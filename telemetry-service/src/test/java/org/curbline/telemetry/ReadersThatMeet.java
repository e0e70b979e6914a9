package org.curbline.telemetry;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointReader;

/** Lets the first who reads kiosks' points wait with a row until another one does. */
final class ReadersThatMeet extends PassingReader {
    private final CountDownLatch met = new CountDownLatch(2);

    ReadersThatMeet(PointReader reader) {
        super(reader);
    }

    boolean haveMet() {
        return met.getCount() == 0;
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        boolean ofKiosks = !question.measurement().isRollup() && question.by().contains(Columns.KIOSK);
        Meeting meet = new Meeting();
        reader.sums(question, row -> {
            consumer.accept(row);
            if (ofKiosks) {
                meet.run();
            }
        });
    }

    /** Of one question, once. */
    private final class Meeting {
        private boolean over;

        void run() {
            if (!over) {
                over = true;
                met.countDown();
                try {
                    met.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
