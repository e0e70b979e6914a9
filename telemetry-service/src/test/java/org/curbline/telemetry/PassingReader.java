package org.curbline.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;

/** Passes every question on to another reader. */
abstract class PassingReader implements PointReader {
    protected final PointReader reader;

    protected PassingReader(PointReader reader) {
        this.reader = reader;
    }

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
        reader.hourly(question, consumer);
    }

    @Override
    public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
        reader.lastUses(measurement, since, consumer);
    }

    @Override
    public void close() {
        reader.close();
    }
}
