package org.curbline.store.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointReader.PointsQuestion;
import org.curbline.store.Retention;
import org.curbline.store.writing.Backoff;
import org.curbline.testservers.InfluxProcess;
import org.curbline.testservers.InfluxServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class InfluxOutageIT {
    private static final Instant START = Instant.parse("2026-06-10T12:00:00Z");
    private static final int BATCH = 50;
    private static final int WRITERS = 3;
    /** So soon it is noticed that a server stands still, and not that a machine is slow. */
    private static final Duration IMPATIENT = Duration.ofSeconds(3);
    /** One that was just started may take its time on a slow machine. */
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @Test
    void throughPausesAndKillsNothingIsLostAndNothingIsTwice() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try (InfluxProcess server = InfluxServer.startProcess();
                InfluxStore store = open(server, IMPATIENT);
                InfluxStore reading = open(server, PATIENT)) {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String kiosk = "k" + i;
                writers.add(threads.submit(() -> writeUntil(enough, store, kiosk)));
            }
            for (int round = 0; round < 3; round++) {
                await(() -> store.writer().condition().available());
                server.pause();
                await(() -> !store.writer().condition().available());
                assertFalse(store.writer().condition().reason().isBlank());
                server.resume();
                await(() -> store.writer().condition().available());
                server.kill();
                await(() -> !store.writer().condition().available());
                server.restart();
                await(() -> store.writer().condition().available());
            }
            enough.set(true);
            for (int i = 0; i < WRITERS; i++) {
                int written = writers.get(i).get();
                assertTrue(written > 0);
                assertEquals(numbers(written), seqs(reading, "k" + i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aServerThatComesLateFindsThePointsWaitingAndGetsItsBucketMade() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (InfluxProcess server = InfluxServer.startProcess()) {
            server.kill();
            try (InfluxStore store = open(server, PATIENT)) {
                store.writer().probe();
                assertFalse(store.writer().condition().available());
                Future<Integer> write = thread.submit(() -> writeUntil(new AtomicBoolean(true), store, "k"));
                await(() -> !store.writer().condition().available());
                server.restart();
                assertEquals(BATCH, write.get());
                assertEquals(numbers(BATCH), seqs(store, "k"));
                store.writer().probe(); // nothing to ask, as it was just written to
                server.kill();
                store.writer().probe();
                assertFalse(store.writer().condition().available());
                server.restart();
                store.writer().probe();
                assertTrue(store.writer().condition().available());
            }
        } finally {
            thread.shutdownNow();
        }
    }

    private static InfluxStore open(InfluxProcess server, Duration answerTimeout) {
        InfluxPlace place = new InfluxPlace(
                URI.create(server.url()),
                server.org(),
                "outage",
                server.token(),
                Retention.of(Duration.ofDays(20_000)),
                answerTimeout,
                true);
        Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200), new Random(1));
        return InfluxStore.open(place, backoff, InstantSource.system());
    }

    /** Writes at least one batch; returns the last number written. */
    private static int writeUntil(AtomicBoolean enough, InfluxStore store, String kiosk) throws InterruptedException {
        PointBatch batch = new PointBatch(4096);
        int seq = 0;
        do {
            batch.clear();
            for (int i = 0; i < BATCH; i++) {
                batch.begin(Measurement.WIFI)
                        .tag(Columns.KIOSK, kiosk)
                        .field(Columns.SEQ, ++seq)
                        .end(START.getEpochSecond() * 1_000_000_000L + seq * 1_000L);
            }
            assertEquals(List.of(), store.writer().write(batch));
        } while (!enough.get());
        return seq;
    }

    private static List<Object> seqs(InfluxStore store, String kiosk) {
        return store
                .reader()
                .points(new PointsQuestion(
                        Measurement.WIFI, START, START.plus(Duration.ofDays(1)), kiosk, 0, 10_000_000))
                .stream()
                .map(point -> point.values().get("seq"))
                .toList();
    }

    private static List<Object> numbers(int last) {
        List<Object> numbers = new ArrayList<>();
        for (long i = 1; i <= last; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(2_000_000);
            if (Thread.interrupted()) {
                throw new AssertionError("Waited in vain, until the test's time was over");
            }
        }
    }
}
