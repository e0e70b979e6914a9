package org.curbline.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readiness follows the questions that people ask, not only those that the probe asks now and then. */
@Timeout(60)
class StoreProbeTest {
    private static final Duration HARDLY_EVER = Duration.ofDays(1);

    private final Vertx vertx = Vertx.vertx();
    private final Answering store = new Answering();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T06:30:00Z"));
    private final StoreProbe probe = new StoreProbe(vertx, store, now::get, HARDLY_EVER);

    @BeforeEach
    void answersAtFirst() throws InterruptedException {
        await(Optional.empty());
    }

    @AfterEach
    void close() {
        store.silent.countDown();
        probe.stop();
        vertx.close().await();
    }

    @Test
    void storeThatIsAwayIsAskedAtOnceWhenAQuestionWasNotAnswered() throws InterruptedException {
        store.away = true;
        assertEquals(Optional.empty(), probe.notReadyBecause(), "nobody has asked");

        probe.doubt();
        await(Optional.of("It is away"));

        store.away = false;
        probe.doubt();
        await(Optional.empty());
    }

    @Test
    void storeThatKeepsSilentIsWaitedForTwoSeconds() throws InterruptedException {
        store.silent = new CountDownLatch(1);

        probe.doubt();
        forward(Duration.ofSeconds(2));
        assertEquals(Optional.empty(), probe.notReadyBecause(), "it may have been one question that was too large");
        probe.doubt();
        forward(Duration.ofMillis(1));
        assertEquals(Optional.of("The store answers no questions"), probe.notReadyBecause());

        store.silent.countDown();
        await(Optional.empty());
    }

    private void forward(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private void await(Optional<String> reason) throws InterruptedException {
        while (!probe.notReadyBecause().equals(reason)) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static final class Answering extends PassingReader {
        private volatile boolean away;
        private volatile CountDownLatch silent = new CountDownLatch(0);

        Answering() {
            super(new ReaderWithFixedRows());
        }

        @Override
        public void sums(SumsQuestion question, Consumer<SumsRow> consumer) {
            try {
                silent.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (away) {
                throw new StoreUnavailableException("It is away", null);
            }
            reader.sums(question, consumer);
        }
    }
}
