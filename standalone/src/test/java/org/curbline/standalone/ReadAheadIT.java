package org.curbline.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.curbline.protocol.KioskId;
import org.curbline.protocol.Service;
import org.curbline.status.ServiceState;
import org.curbline.status.StateReason;
import org.curbline.status.Transition;
import org.curbline.status.Transitions;
import org.curbline.status.View;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader;
import org.curbline.store.PointWriter;
import org.curbline.store.Retention;
import org.curbline.store.TelemetryStore;
import org.curbline.store.embedded.EmbeddedStore;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A city with weeks in its store, of which nobody has asked anything yet. */
class ReadAheadIT {
    private static final Duration WEEKS = Duration.ofDays(25);
    private static final int PATIENCE_MINUTES = 4;

    private final Instant now = Instant.now();
    private final AtomicLong oldestMillis = new AtomicLong(now.toEpochMilli());
    private final StandaloneOptions options = new StandaloneOptions();

    ReadAheadIT(@TempDir Path data) {
        CommandLine.populateCommand(options, "--kiosks", "0");
        options.data = data;
        options.httpPort = FreePort.find();
        options.mqttPort = FreePort.find();
    }

    @Test
    void whoAsksForWeeksOfAvailabilityFirstNeedNotWaitUntilTheyAreRead() throws InterruptedException {
        try (City city = City.start(options, InstantSource.system(), this::filled)) {
            assertTrue(city.welcome().contains("running"));
            long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
            while (oldestMillis.get() > now.minus(WEEKS).toEpochMilli()) {
                assertTrue(
                        System.nanoTime() < until,
                        () -> "states are read ahead from " + Instant.ofEpochMilli(oldestMillis.get()) + " on");
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
    }

    private TelemetryStore filled(Path folder, Retention retention, InstantSource clock) {
        EmbeddedStore store = EmbeddedStore.open(folder, retention, clock);
        PointBatch told = new PointBatch(1024);
        for (Instant at = now.minus(WEEKS); at.isBefore(now); at = at.plus(Duration.ofDays(1))) {
            Transitions.add(
                    new Transition(
                            KioskId.of("mn-05-000001"),
                            Service.WIFI,
                            View.KNOWN,
                            at,
                            ServiceState.UP,
                            ServiceState.UP,
                            StateReason.REPORTED_UP,
                            ""),
                    told);
        }
        try {
            assertEquals(List.of(), store.writer().write(told));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new StoreThatNotes(store);
    }

    /** Notes since when transitions were asked for. */
    private final class StoreThatNotes implements TelemetryStore, PointReader {
        private final EmbeddedStore store;

        StoreThatNotes(EmbeddedStore store) {
            this.store = store;
        }

        @Override
        public PointWriter writer() {
            return store.writer();
        }

        @Override
        public PointReader reader() {
            return this;
        }

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            store.reader().sums(question, consumer);
        }

        @Override
        public List<StoredPoint> points(PointsQuestion question) {
            boolean isOfChanges = !question.fields().contains(Columns.REASON); // the gateway, as it learns, asks why
            if (question.measurement() == Measurement.TRANSITION && isOfChanges) {
                oldestMillis.accumulateAndGet(question.from().toEpochMilli(), Math::min);
            }
            return store.reader().points(question);
        }

        @Override
        public List<StoredPoint> newest(NewestQuestion question) {
            return store.reader().newest(question);
        }

        @Override
        public void hourly(HourlyQuestion question, Consumer<HourlyRow> consumer) {
            store.reader().hourly(question, consumer);
        }

        @Override
        public void lastUses(Measurement measurement, Instant since, Consumer<LastUse> consumer) {
            store.reader().lastUses(measurement, since, consumer);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
