package org.curbline.gateway;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;
import org.jspecify.annotations.Nullable;

/** Knows nothing when asked, and while it is silent answers not even that. Any thread. */
final class StoreThatFallsSilent implements TelemetryStore {
    private final StoreWithoutPast store = new StoreWithoutPast();
    private volatile CountDownLatch answers = new CountDownLatch(0);
    private volatile @Nullable String away;

    void fallSilent() {
        answers = new CountDownLatch(1);
    }

    /** From now on it is away, which a question that it does not answer is told. */
    void goAway(String sentence) {
        away = sentence;
    }

    void answerAgain() {
        answers.countDown();
    }

    @Override
    public PointWriter writer() {
        return store.writer();
    }

    @Override
    public PointReader reader() {
        return new SilentReader(store.reader());
    }

    @Override
    public void close() {
        store.close();
    }

    /** Waits until it may answer. */
    private final class SilentReader implements PointReader {
        private final PointReader reader;

        SilentReader(PointReader reader) {
            this.reader = reader;
        }

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            await();
            reader.sums(question, consumer);
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            await();
            return reader.points(question);
        }

        @Override
        public List<StoredPoint> newest(NewestQuestion question) {
            await();
            return reader.newest(question);
        }

        @Override
        public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
            await();
            reader.hourly(question, consumer);
        }

        @Override
        public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
            await();
            reader.lastUses(measurement, since, consumer);
        }

        @Override
        public void close() {
            reader.close();
        }

        private void await() {
            try {
                answers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            String sentence = away;
            if (sentence != null) {
                throw new StoreUnavailableException(sentence, null);
            }
        }
    }
}
