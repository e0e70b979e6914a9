package org.curbline.telemetry.rollup;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;

/** A store that is only asked what a test answers; all else is a mistake. */
abstract class StubStore implements PointReader, PointWriter {
    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<StoredPoint> newest(NewestQuestion question) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<RefusedPoint> write(PointBatch batch) {
        throw new UnsupportedOperationException();
    }

    @Override
    public StoreCondition condition() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void probe() {}

    @Override
    public void close() {}
}
