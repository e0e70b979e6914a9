package org.curbline.gateway;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;

/** Takes what it is given, and knows nothing when asked. */
public final class StoreWithoutPast implements TelemetryStore {
    final StoreInMemory written = new StoreInMemory();

    @Override
    public PointWriter writer() {
        return written;
    }

    @Override
    public PointReader reader() {
        return new PointReader() {
            @Override
            public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
                // nothing was ever used
            }

            @Override
            public List<StoredPoint> points(PointsQuestion question) {
                return List.of();
            }

            @Override
            public List<StoredPoint> newest(NewestQuestion question) {
                return List.of();
            }

            @Override
            public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
                // nothing was ever used
            }

            @Override
            public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
                // likewise
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    @Override
    public void close() {
        written.close();
    }
}
