package org.curbline.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Writing a WiFi session's point, and handing a batch of them over, each for one point of a batch of 5,000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PointBatchBenchmark {
    private static final int POINTS = 5_000;

    private final PointBatch filling = new PointBatch(POINTS * 160);
    private final PointBatch full = fill(new PointBatch(POINTS * 160));

    @Benchmark
    @OperationsPerInvocation(POINTS)
    public PointBatch fill() {
        filling.clear();
        return fill(filling);
    }

    @Benchmark
    @OperationsPerInvocation(POINTS)
    public String lines() {
        return full.lines(0, POINTS);
    }

    private static PointBatch fill(PointBatch batch) {
        for (int i = 0; i < POINTS; i++) {
            batch.begin(Measurement.WIFI)
                    .tag(Columns.KIOSK, "mn-05-129381")
                    .tag(Columns.NETWORK, "open")
                    .field(Columns.SEQ, i)
                    .field(Columns.DURATION, 1_968)
                    .field(Columns.DOWN, 36_211_733)
                    .field(Columns.UP, 5_199_000)
                    .end(1_795_000_000_000_000_000L + i);
        }
        return batch;
    }
}
