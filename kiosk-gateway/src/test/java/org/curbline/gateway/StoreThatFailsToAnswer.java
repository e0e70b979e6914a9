package org.curbline.gateway;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;

/** A store whose every so-many-th answer about use breaks off in the middle, for a while. */
final class StoreThatFailsToAnswer implements TelemetryStore {
    private final TelemetryStore real;
    private final AtomicInteger left;
    private final AtomicInteger asked = new AtomicInteger();
    private final PointReader reader;

    /** @param failures how many answers break off; every tenth does until then */
    StoreThatFailsToAnswer(TelemetryStore real, int failures) {
        this.real = real;
        this.left = new AtomicInteger(failures);
        this.reader = breakingOff(real.reader());
    }

    int failuresLeft() {
        return left.get();
    }

    private <T> Consumer<T> breakingOff(Consumer<T> consumer) {
        boolean breaks = asked.incrementAndGet() % 10 == 1 && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
        int[] rows = {0};
        return row -> {
            if (breaks && ++rows[0] > 3) {
                throw new PointReader.StoreUnavailableException("It was told to break off", null);
            }
            consumer.accept(row);
        };
    }

    @Override
    public PointWriter writer() {
        return real.writer();
    }

    @Override
    public PointReader reader() {
        return reader;
    }

    private PointReader breakingOff(PointReader reader) {
        return new PointReader() {
            @Override
            public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
                reader.sums(question, consumer);
            }

            @Override
            public List<StoredPoint> points(PointsQuestion question) {
                return reader.points(question);
            }

            @Override
            public List<StoredPoint> newest(NewestQuestion question) {
                return reader.newest(question);
            }

            @Override
            public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
                reader.hourly(question, breakingOff(consumer));
            }

            @Override
            public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
                reader.lastUses(measurement, since, breakingOff(consumer));
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public void close() {
        real.close();
    }
}
