package org.curbline.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.curbline.store.Measurement;
import org.curbline.store.PointReader;

/** Notes how long a time it was asked to sum up, or to hand over. */
final class ReaderThatNotes extends PassingReader {
    private final Map<Measurement, Duration> asked = new ConcurrentHashMap<>();

    private Duration longest = Duration.ofDays(100_000);

    ReaderThatNotes(PointReader reader) {
        super(reader);
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
}
