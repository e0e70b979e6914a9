package org.curbline.telemetry;

import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.curbline.store.PointReader;

/** While it is silent it does not answer what was used. Any thread. */
final class ReaderThatFallsSilent extends PassingReader {
    private final CountDownLatch answers = new CountDownLatch(1);

    ReaderThatFallsSilent(PointReader reader) {
        super(reader);
    }

    void answer() {
        answers.countDown();
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        try {
            answers.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        reader.sums(question, consumer);
    }
}
