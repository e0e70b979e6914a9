package org.curbline.store;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Reads points from another reader, and can do nothing else. */
final class ReaderOfPointsAlone implements PointReader {
    private final PointReader reader;

    ReaderOfPointsAlone(PointReader reader) {
        this.reader = reader;
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        return reader.points(question);
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
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
    public void close() {
        // the other's owner closes it
    }
}
