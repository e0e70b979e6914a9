package org.curbline.standalone;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.standalone.MutantStore.Line;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.store.writing.Backoff;
import org.curbline.store.writing.LineTarget;
import org.curbline.store.writing.PersistentWriter;
import org.curbline.store.writing.WriteAnswer;

/**
 * The embedded store at the end of a bad line: of four attempts to write one comes to nothing, one is stored by half,
 * and one is stored without the answer being heard. It can be away altogether, too.
 */
final class LossyStore implements TelemetryStore {
    private final EmbeddedStore real;
    private final PersistentWriter writer;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean away;

    LossyStore(EmbeddedStore real, InstantSource clock) {
        this.real = real;
        Backoff backoff = new Backoff(Duration.ofMillis(10), Duration.ofMillis(200), new Random(5));
        this.writer = new PersistentWriter("The lossy store", new BadLine(), backoff, clock);
    }

    /** From now on every attempt comes to nothing, or three of four. */
    void isAway(boolean altogether) {
        away = altogether;
    }

    /** How many attempts were not answered as stored. */
    int failed() {
        return failed.get();
    }

    @Override
    public PointWriter writer() {
        return writer;
    }

    @Override
    public PointReader reader() {
        return real.reader();
    }

    @Override
    public void close() {
        writer.close();
        real.close();
    }

    private final class BadLine implements LineTarget {
        @Override
        public WriteAnswer write(String lines) {
            List<String> all = lines.lines().toList();
            return switch (away ? 0 : attempts.getAndIncrement() % 4) {
                case 0 -> failed();
                case 1 -> {
                    store(all.subList(0, all.size() / 2));
                    yield failed();
                }
                case 2 -> {
                    store(all);
                    yield failed();
                }
                default -> {
                    store(all);
                    yield WriteAnswer.stored();
                }
            };
        }

        private WriteAnswer failed() {
            failed.incrementAndGet();
            return WriteAnswer.tryLater("no answer", Duration.ZERO);
        }

        private void store(List<String> lines) {
            PointBatch batch = new PointBatch(1024);
            lines.forEach(line -> Line.of(line).addTo(batch));
            try {
                if (!batch.isEmpty() && !real.writer().write(batch).isEmpty()) {
                    throw new IllegalStateException("The embedded store refuses " + lines);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public WriteAnswer probe() {
            return away ? failed() : WriteAnswer.stored();
        }

        @Override
        public void close() {}
    }
}
