package org.curbline.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;

/** Notes how long a time of WiFi's points it was asked to sum up. */
final class ReaderThatNotes implements PointReader {
    private final PointReader reader;
    private Duration ofPoints = Duration.ZERO;

    ReaderThatNotes(PointReader reader) {
        this.reader = reader;
    }

    Duration ofPoints() {
        return ofPoints;
    }

    void forget() {
        ofPoints = Duration.ZERO;
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        if (question.measurement() == Measurement.WIFI) {
            ofPoints = ofPoints.plus(Duration.between(question.from(), question.to()));
        }
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
