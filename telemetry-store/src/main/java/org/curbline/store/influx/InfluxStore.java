package org.curbline.store.influx;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.exceptions.InfluxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Kept;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.TelemetryStore;
import org.curbline.store.writing.Answers;
import org.curbline.store.writing.Backoff;
import org.curbline.store.writing.HttpConnections;
import org.curbline.store.writing.InfluxLines;
import org.curbline.store.writing.LineTarget;
import org.curbline.store.writing.PersistentWriter;
import org.curbline.store.writing.WriteAnswer;
import org.curbline.store.writing.WriteAnswer.Verdict;

/** An InfluxDB server. It need not be there yet: points wait for it, and the bucket is made when it comes. */
public final class InfluxStore implements TelemetryStore {
    private final HttpConnections readerConnections;
    private final PointWriter writer;
    private final PointReader reader;

    private InfluxStore(InfluxPlace place, Backoff backoff, InstantSource clock, long mostSummedUp) {
        HttpConnections connections = new HttpConnections(place.answerTimeout());
        InfluxDBClient client = client(place, connections);
        if (place.compressed()) {
            client.enableGzip();
        }
        Buckets buckets = new Buckets(client, place);
        Map<Kept, LineTarget> targets = new EnumMap<>(Kept.class);
        buckets.all().forEach((kept, bucket) -> targets.put(kept, into(client, connections, place, bucket)));
        LineTarget lines = new LinesByMeasurement(targets);
        this.writer = new PersistentWriter("InfluxDB at " + place.url(), lines, backoff, clock);
        this.readerConnections = new HttpConnections(place.answerTimeout());
        FluxCsv flux = new FluxCsv(readerConnections, place);
        FluxSums fluxSums = new FluxSums(flux);
        FluxSteps fluxSteps = new FluxSteps(flux);
        this.reader =
                new InfluxQlReader(new InfluxQl(readerConnections, place), fluxSums, fluxSteps, buckets, mostSummedUp);
    }

    private static InfluxDBClient client(InfluxPlace place, HttpConnections connections) {
        return InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                .url(place.url().toString())
                .authenticateToken(place.token().toCharArray())
                .okHttpClient(connections.builder())
                .build());
    }

    private static LineTarget into(
            InfluxDBClient client, HttpConnections connections, InfluxPlace place, Bucket bucket) {
        return new LinesIntoBucket(new InfluxLines(client, connections, place.org(), bucket.name()), bucket);
    }

    /** Opens the store without asking the server anything yet. */
    public static InfluxStore open(InfluxPlace place, InstantSource clock) {
        return open(place, clock, InfluxQlReader.MOST_SUMMED_UP);
    }

    /** @param mostSummedUp how many points are summed up here rather than in groups by InfluxDB */
    static InfluxStore open(InfluxPlace place, InstantSource clock, long mostSummedUp) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random());
        return new InfluxStore(place, backoff, clock, mostSummedUp);
    }

    static InfluxStore open(InfluxPlace place, Backoff backoff, InstantSource clock) {
        return new InfluxStore(place, backoff, clock, InfluxQlReader.MOST_SUMMED_UP);
    }

    @Override
    public PointWriter writer() {
        return writer;
    }

    @Override
    public PointReader reader() {
        return reader;
    }

    @Override
    public void close() {
        try (writer;
                readerConnections;
                reader) {
            // the last first, each also after one that fails
        }
    }

    /** A batch has only what is kept equally long. */
    private static final class LinesByMeasurement implements LineTarget {
        private final Map<Kept, LineTarget> targets;
        private final Map<String, LineTarget> byTable = new HashMap<>();

        LinesByMeasurement(Map<Kept, LineTarget> targets) {
            this.targets = targets;
            for (Measurement measurement : Measurement.values()) {
                byTable.put(measurement.table(), Objects.requireNonNull(targets.get(measurement.kept())));
            }
        }

        @Override
        public WriteAnswer write(String lines) {
            String table = lines.substring(0, lines.indexOf(',')); // every point has a tag
            return Objects.requireNonNull(byTable.get(table)).write(lines);
        }

        /** Where points go: without that bucket nothing is acknowledged. */
        @Override
        public WriteAnswer probe() {
            return Objects.requireNonNull(targets.get(Kept.POINTS)).probe();
        }

        @Override
        public void close() {
            targets.values().forEach(LineTarget::close);
        }
    }

    /** Makes the bucket before the first lines go into it, and again should it be gone. */
    private static final class LinesIntoBucket implements LineTarget {
        private final LineTarget target;
        private final Bucket bucket;

        LinesIntoBucket(LineTarget target, Bucket bucket) {
            this.target = target;
            this.bucket = bucket;
        }

        @Override
        public WriteAnswer write(String lines) {
            return attempt(() -> target.write(lines));
        }

        @Override
        public WriteAnswer probe() {
            return attempt(target::probe);
        }

        private WriteAnswer attempt(Supplier<WriteAnswer> attempt) {
            try {
                bucket.make();
            } catch (InfluxException e) {
                return aboutTheBucket(Answers.of(e));
            }
            WriteAnswer answer = attempt.get();
            if (answer.verdict() == Verdict.MISCONFIGURED) {
                bucket.forget();
            }
            return answer;
        }

        /** Whatever is wrong there is wrong with the bucket, not with the lines. */
        private static WriteAnswer aboutTheBucket(WriteAnswer answer) {
            return switch (answer.verdict()) {
                case REFUSED -> WriteAnswer.misconfigured(answer.words());
                case FAILED -> WriteAnswer.tryLater(answer.words(), Duration.ZERO);
                case STORED, TRY_LATER, MISCONFIGURED -> answer;
            };
        }

        @Override
        public void close() {
            target.close();
        }
    }
}
