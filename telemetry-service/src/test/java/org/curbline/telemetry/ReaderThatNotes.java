package org.curbline.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;

/** Notes how long a time it was asked to sum up, or to hand over. */
final class ReaderThatNotes implements PointReader {
    private final PointReader reader;
    private final Map<Measurement, Duration> asked = new ConcurrentHashMap<>();

    private Duration longest = Duration.ofDays(100_000);

    ReaderThatNotes(PointReader reader) {
        this.reader = reader;
    }

    /** Of WiFi's points. */
    Duration ofPoints() {
        return of(Measurement.WIFI);
    }

    Duration of(Measurement measurement) {
        return asked.getOrDefault(measurement, Duration.ZERO);
    }

    /** As a slow store does not answer in time when it is asked for much. */
    void answerNoLongerThan(Duration time) {
        longest = time;
    }

    void forget() {
        asked.clear();
    }

    @Override
    public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
        if (Duration.between(question.from(), question.to()).compareTo(longest) > 0) {
            throw new StoreUnavailableException("That is too much", null);
        }
        asked.merge(question.measurement(), Duration.between(question.from(), question.to()), Duration::plus);
        reader.sums(question, consumer);
    }

    @Override
    public List<StoredPoint> points(PointsQuestion question) {
        asked.merge(question.measurement(), Duration.between(question.from(), question.to()), Duration::plus);
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
