package org.curbline.store.writing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.curbline.store.Measurement;
import org.curbline.store.Measurement.Columns;
import org.curbline.store.PointBatch;
import org.curbline.store.PointWriter.RefusedPoint;
import org.curbline.store.PointWriter.WriterClosedException;
import org.curbline.store.writing.StoreThatMisbehaves.Behaviour;
import org.curbline.testservers.FreePort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Timeout(120)
class PersistentWriterIT {
    private static final Instant NOW = Instant.parse("2026-06-10T12:00:00Z");

    private final StoreThatMisbehaves store = new StoreThatMisbehaves();
    private final PersistentWriter writer = writerTo(store.url(), Duration.ofSeconds(30));
    /** For stores that do not answer; on a busy machine it gives up on others, too. */
    private final PersistentWriter impatient = writerTo(store.url(), Duration.ofMillis(400));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
        logger().setLevel(Level.INFO);
        logger().setAdditive(false);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        writer.close();
        impatient.close();
        store.close();
        threads.shutdownNow();
    }

    /** Listened to at every level, and kept off the console. */
    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ConditionBoard.class);
    }

    private static PersistentWriter writerTo(String url, Duration toAnswer) {
        HttpConnections connections = new HttpConnections(toAnswer);
        InfluxLines lines = new InfluxLines(
                InfluxDBClientFactory.create(InfluxDBClientOptions.builder()
                        .url(url)
                        .okHttpClient(connections.builder())
                        .build()),
                connections,
                "org",
                "bucket");
        Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4), new Random(1));
        return new PersistentWriter("The store", lines, backoff, () -> NOW);
    }

    @Test
    void whatIsStoredAtOnceNeedsOneRequest() throws Exception {
        assertEquals(List.of(), writer.write(batch(100)));
        assertEquals(1, store.requests());
        assertStored(100);
        assertTrue(writer.condition().available());
        assertEquals(List.of(), log.list);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504, 507})
    void aStoreThatIsBusyIsAskedAgain(int status) throws Exception {
        store.then(Behaviour.status(status)).then(Behaviour.status(status)).then(Behaviour.status(status));
        assertEquals(List.of(), writer.write(batch(10)));
        assertEquals(4, store.requests());
        assertStored(10);
        assertLogged(Level.WARN, Level.INFO);
    }

    @Test
    void aStoreThatAsksForTimeGetsIt() throws Exception {
        store.then(Behaviour.status(429, "Retry-After", "1"));
        long start = System.nanoTime();
        writer.write(batch(1));
        assertTrue(System.nanoTime() - start >= 1_000_000_000L, "came back too early");
    }

    @Test
    void aStoreThatHangsIsGivenUpOnAndAskedAgain() throws Exception {
        store.then(Behaviour.hanging());
        assertEquals(List.of(), impatient.write(batch(10)));
        assertStored(10);
    }

    @Test
    void aStoreThatDribblesIsGivenUpOnAndAskedAgain() throws Exception {
        store.then(Behaviour.dribbling());
        assertEquals(List.of(), impatient.write(batch(10)));
        assertStored(10);
    }

    @Test
    void anAnswerThatGotLostIsNoReasonToBelieveAnything() throws Exception {
        store.then(Behaviour.storingAndHangingUp()).then(Behaviour.storingAndHangingUp());
        assertEquals(List.of(), writer.write(batch(10)));
        assertStored(10);
    }

    @Test
    void aStoreThatIsNotThereIsWaitedFor() throws Exception {
        int port = FreePort.find();
        try (PersistentWriter early = writerTo("http://127.0.0.1:" + port, Duration.ofSeconds(30))) {
            Future<List<RefusedPoint>> write = threads.submit(() -> early.write(batch(10)));
            await(() -> !early.condition().available());
            assertTrue(
                    early.condition().reason().startsWith("no answer: "),
                    early.condition().reason());
            assertEquals(NOW, early.condition().since());
            assertFalse(write.isDone());
            try (StoreThatMisbehaves late = new StoreThatMisbehaves(port)) {
                assertEquals(List.of(), write.get());
                assertEquals(10, late.stored().size());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404})
    void aConfigurationErrorIsSaidOnceAndThePointsWait(int status) throws Exception {
        for (int i = 0; i < 5; i++) {
            store.then(Behaviour.status(status));
        }
        assertEquals(List.of(), writer.write(batch(10)));
        assertEquals(6, store.requests());
        assertStored(10);
        assertLogged(Level.ERROR, Level.INFO);
        assertTrue(log.list.get(0).getFormattedMessage().contains("code: " + status + "; Message: words of " + status));
    }

    @Test
    void whileTheStoreIsAwayTheConditionSaysWhy() throws Exception {
        store.otherwise(Behaviour.status(503));
        Future<List<RefusedPoint>> write = threads.submit(() -> writer.write(batch(10)));
        await(() -> !writer.condition().available());
        assertEquals(
                "HTTP status code: 503; Message: words of 503",
                writer.condition().reason());
        store.otherwise(Behaviour.status(401));
        await(() -> writer.condition().reason().contains("401"));
        store.otherwise(Behaviour.storing());
        assertEquals(List.of(), write.get());
        assertTrue(writer.condition().available());
        assertLogged(Level.WARN, Level.ERROR, Level.INFO);
    }

    @Test
    void aStoreThatTakesOneBatchWhileAnotherWaitsIsNotAvailable() throws Exception {
        store.otherwise(Behaviour.wholly(503, "seq=7i"));
        Future<List<RefusedPoint>> large = threads.submit(() -> writer.write(batch(10)));
        await(() -> !writer.condition().available());
        assertEquals(List.of(), writer.write(batch(5)));
        assertFalse(writer.condition().available());
        store.otherwise(Behaviour.storing());
        assertEquals(List.of(), large.get());
        assertTrue(writer.condition().available());
        assertLogged(Level.WARN, Level.INFO);
    }

    @Test
    void aStoreThatIsNotWrittenToIsProbed() throws Exception {
        store.otherwise(Behaviour.status(503));
        writer.probe();
        assertEquals(
                "HTTP status code: 503; Message: words of 503",
                writer.condition().reason());
        store.otherwise(Behaviour.storing());
        writer.probe();
        assertTrue(writer.condition().available());
        assertEquals(2, store.requests());
        assertEquals(List.of(), store.stored());
        assertLogged(Level.WARN, Level.INFO);
    }

    @Test
    void aConfigurationErrorIsSaidBeforeThereIsAnythingToWrite() throws Exception {
        store.otherwise(Behaviour.status(401));
        writer.probe();
        writer.probe();
        assertFalse(writer.condition().available());
        assertLogged(Level.ERROR);
    }

    @Test
    void aStoreThatWasWrittenToMeanwhileIsNotProbed() throws Exception {
        writer.write(batch(1));
        writer.probe();
        assertEquals(1, store.requests());
        writer.probe();
        assertEquals(2, store.requests());
    }

    @Test
    void aProbeThatIsTakenDoesNotOutdoAWriteThatWaits() throws Exception {
        store.otherwise(Behaviour.wholly(503, "seq=7i"));
        Future<List<RefusedPoint>> write = threads.submit(() -> writer.write(batch(10)));
        await(() -> !writer.condition().available());
        int requests = store.requests();
        await(() -> {
            probe();
            return store.requests() > requests + 20;
        });
        assertFalse(writer.condition().available());
        store.otherwise(Behaviour.storing());
        assertEquals(List.of(), write.get());
        assertLogged(Level.WARN, Level.INFO);
    }

    private void probe() {
        try {
            writer.probe();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aProbeThatClosingBreaksOffSaysNothing() throws Exception {
        store.otherwise(Behaviour.hanging());
        Future<?> probe = threads.submit(this::probe);
        await(() -> store.requests() == 1);
        writer.close();
        probe.get(60, TimeUnit.SECONDS);
        writer.probe();
        assertEquals(List.of(), log.list);
        assertEquals(1, store.requests());
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void onlyTheCulpritsAreGivenBackWhereNothingWasStored(int status) throws Exception {
        store.otherwise(Behaviour.wholly(status, "seq=7"));
        List<RefusedPoint> refused = writer.write(batch(1000));
        assertEquals(culprits(), indices(refused));
        assertEquals(
                "HTTP status code: " + status + "; Message: dislikes seq=7",
                refused.get(0).why());
        assertEquals(1000 - refused.size(), store.stored().size());
        assertTrue(writer.condition().available());
        assertEquals(List.of(), log.list);
    }

    @Test
    void onlyTheCulpritsAreGivenBackWhereTheRestWasStored() throws Exception {
        store.otherwise(Behaviour.partly(422, "seq=7"));
        assertEquals(culprits(), indices(writer.write(batch(1000))));
        assertEquals(1000 - culprits().size(), store.stored().size());
    }

    @Test
    void oneCulpritAmongManyIsFoundInFewRequests() throws Exception {
        store.otherwise(Behaviour.wholly(400, "seq=4711i"));
        assertEquals(List.of(4711), indices(writer.write(batch(5000))));
        assertTrue(store.requests() <= 27, () -> store.requests() + " requests");
    }

    @Test
    void whatTheStoreBreaksDownOverAgainAndAgainIsGivenBackAndTheRestStored() throws Exception {
        store.otherwise(Behaviour.wholly(500, "seq=7"));
        List<RefusedPoint> refused = writer.write(batch(1000));
        assertEquals(culprits(), indices(refused));
        assertEquals(
                "HTTP status code: 500; Message: dislikes seq=7", refused.get(0).why());
        assertEquals(1000 - refused.size(), store.stored().size());
        assertTrue(writer.condition().available());
        assertLogged(Level.WARN, Level.INFO);
    }

    @Test
    void aPointByItselfIsGivenBackOnlyOnceTheStoreTakesOthers() throws Exception {
        store.otherwise(Behaviour.wholly(500, "seq=0i"));
        Future<List<RefusedPoint>> alone = threads.submit(() -> writer.write(batch(1)));
        await(() -> store.requests() > 50);
        assertFalse(alone.isDone(), "as far as anybody knows the store is away");
        while (!alone.isDone()) {
            assertEquals(List.of(0), indices(writer.write(batch(2))));
        }
        assertEquals(List.of(0), indices(alone.get()));
    }

    @Test
    void aStoreThatBreaksDownOverEverythingIsWaitedFor() throws Exception {
        store.otherwise(Behaviour.status(500));
        Future<List<RefusedPoint>> write = threads.submit(() -> writer.write(batch(20)));
        await(() -> store.requests() > 200);
        store.otherwise(Behaviour.storing());
        assertEquals(List.of(), write.get());
        assertStored(20);
        assertLogged(Level.WARN, Level.INFO);
    }

    @Test
    void aStoreThatBreaksDownDuringTheSearchIsWaitedFor() throws Exception {
        store.otherwise((breaking, exchange, lines) -> {
            boolean down = breaking.stored().size() >= 10; // by itself: this thread may come too late to tell it
            (down ? Behaviour.status(500) : Behaviour.wholly(500, "seq=19i")).answer(breaking, exchange, lines);
        });
        Future<List<RefusedPoint>> write = threads.submit(() -> writer.write(batch(20)));
        await(() -> store.stored().size() >= 10);
        int requests = store.requests();
        await(() -> store.requests() > requests + 200);
        assertFalse(write.isDone());
        store.otherwise(Behaviour.storing());
        assertEquals(List.of(), write.get());
        assertStored(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"write: no space left on device", "open /data/7.tsm: read-only file system"})
    void aFullDiskIsNoPointsFault(String words) throws Exception {
        store.otherwise((full, exchange, lines) -> {
            boolean small = lines.stream().noneMatch(line -> line.contains("seq=7i"));
            (small ? Behaviour.storing() : Behaviour.saying(500, words)).answer(full, exchange, lines);
        });
        Future<List<RefusedPoint>> write = threads.submit(() -> writer.write(batch(10)));
        await(() -> store.requests() > 100);
        assertFalse(write.isDone());
        store.otherwise(Behaviour.storing());
        assertEquals(List.of(), write.get());
        assertStored(10);
    }

    @Test
    void whatIsTooLargeIsSentInParts() throws Exception {
        store.otherwise(Behaviour.atMost(100));
        assertEquals(List.of(), writer.write(batch(1000)));
        assertStored(1000);
    }

    @Test
    void aStoreThatGoesAwayDuringTheSearchIsWaitedFor() throws Exception {
        store.then(Behaviour.wholly(400, "seq=7"))
                .then(Behaviour.status(503))
                .then(Behaviour.hanging())
                .then(Behaviour.status(401))
                .otherwise(Behaviour.wholly(400, "seq=7"));
        assertEquals(culprits(), indices(impatient.write(batch(1000))));
        assertEquals(1000 - culprits().size(), store.stored().size());
    }

    @Test
    void wordsOfTheStoreAreShortened() throws Exception {
        store.otherwise(Behaviour.saying(400, "x".repeat(5000)));
        assertTrue(writer.write(batch(1)).get(0).why().length() < 400);
    }

    @Test
    void closingEndsAWriteThatWaits() throws Exception {
        store.otherwise(Behaviour.status(503));
        Future<List<RefusedPoint>> write = threads.submit(() -> writer.write(batch(1)));
        await(() -> !writer.condition().available());
        writer.close();
        assertInstanceOf(
                WriterClosedException.class,
                assertThrows(ExecutionException.class, () -> write.get(60, TimeUnit.SECONDS))
                        .getCause());
        assertThrows(WriterClosedException.class, () -> writer.write(batch(1)));
        writer.close();
    }

    @Test
    void closingEndsAWriteThatIsNotAnswered() throws Exception {
        store.otherwise(Behaviour.hanging());
        Future<List<RefusedPoint>> write = threads.submit(() -> writer.write(batch(1)));
        await(() -> store.requests() == 1);
        writer.close();
        assertInstanceOf(
                WriterClosedException.class,
                assertThrows(ExecutionException.class, () -> write.get(60, TimeUnit.SECONDS))
                        .getCause());
    }

    @Test
    void anInterruptEndsAWrite() throws Exception {
        store.otherwise(Behaviour.status(503));
        List<Exception> thrown = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                writer.write(batch(1));
            } catch (InterruptedException | RuntimeException e) {
                thrown.add(e);
            }
        });
        thread.start();
        await(() -> !writer.condition().available());
        thread.interrupt();
        thread.join(60_000);
        assertEquals(1, thrown.size());
        assertInstanceOf(InterruptedException.class, thrown.get(0));
        store.otherwise(Behaviour.storing());
        writer.write(batch(1));
        assertTrue(writer.condition().available(), "nobody waits for the batch that was given up");
    }

    private static PointBatch batch(int size) {
        PointBatch batch = new PointBatch(1024);
        for (int i = 0; i < size; i++) {
            batch.begin(Measurement.WIFI)
                    .tag(Columns.KIOSK, "k")
                    .field(Columns.SEQ, i)
                    .end(1_000_000 + i);
        }
        return batch;
    }

    /** Those of a thousand whose number begins with 7. */
    private static List<Integer> culprits() {
        List<Integer> culprits = new ArrayList<>(List.of(7));
        for (int i = 70; i < 80; i++) {
            culprits.add(i);
        }
        for (int i = 700; i < 800; i++) {
            culprits.add(i);
        }
        return culprits;
    }

    private static List<Integer> indices(List<RefusedPoint> refused) {
        return refused.stream().map(RefusedPoint::index).toList();
    }

    private void assertStored(int count) {
        assertEquals(
                batch(count).lines(0, count).lines().sorted().toList(),
                store.stored().stream().sorted().toList());
    }

    private void assertLogged(Level... levels) {
        assertEquals(
                List.of(levels), log.list.stream().map(ILoggingEvent::getLevel).toList());
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted()) {
                throw new AssertionError("Waited in vain, until the test's time was over");
            }
        }
    }
}
