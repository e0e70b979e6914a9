package org.curbline.program.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnswerWorkersTest {
    private final Vertx vertx = Vertx.vertx();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final AnswerWorkers workers = new AnswerWorkers(
            vertx,
            meters,
            new Outage("the store", UncheckedIOException.class),
            "curbline_test",
            2,
            Duration.ofMillis(50));
    private final CountDownLatch slow = new CountDownLatch(1);

    @AfterEach
    void close() {
        slow.countDown();
        vertx.close().await();
    }

    @Test
    void whoWaitsTooLongIsToldSoWhileTheWorkGoesOn() throws Exception {
        Future<String> work = workers.begin(this::slowly);

        Problem told = refused(workers.inTime(work));
        assertEquals(503, told.status());
        assertEquals("What the store is asked for takes longer than 0 s; try again, or ask for less.", told.detail());
        assertFalse(work.isComplete());

        slow.countDown();
        assertEquals("done", work.await(10, TimeUnit.SECONDS));
        assertEquals("done", workers.inTime(work).await(10, TimeUnit.SECONDS), "it is there for who comes later");
    }

    @Test
    void whatAnswersIsToldAboutTimeToo() {
        assertEquals(503, refused(workers.answer(this::slowly)).status());
    }

    @Test
    void aTimeoutOfTheWorkItselfIsNotTakenForImpatience() {
        Future<String> failed = workers.answer(() -> {
            throw new TimeoutException("its own");
        });

        assertEquals(
                "its own",
                assertThrows(TimeoutException.class, () -> failed.await(10, TimeUnit.SECONDS))
                        .getMessage());
    }

    @Test
    void workThatFindsItTooMuchIsRefusedAndHasNotFailed() {
        refused(workers.answer(() -> {
            throw Problem.unavailable("Too many rows are being made already.").asException();
        }));
        assertEquals(1, counted("refused"));
        refused(workers.answer(() -> {
            throw Problem.badParameter("top", "There is no such number.").asException();
        }));
        assertThrows(IllegalStateException.class, () -> workers.answer(() -> {
                    throw new IllegalStateException("a bug");
                })
                .await(10, TimeUnit.SECONDS));
        assertEquals(1, counted("refused"));
        assertEquals(2, counted("failed"));
    }

    private long counted(String outcome) {
        return meters.get("curbline_test_answers")
                .tag("outcome", outcome)
                .timer()
                .count();
    }

    @Test
    void nobodyWaitsForLongerThanAConnectionStays() {
        assertTrue(HttpFaceBuilder.IDLE_SECONDS > AnswerWorkers.PATIENCE.toSeconds());
    }

    private String slowly() throws InterruptedException {
        slow.await();
        return "done";
    }

    private static Problem refused(Future<String> answer) {
        Throwable failure =
                assertThrows(Throwable.class, () -> answer.await(10, TimeUnit.SECONDS), "it waited to the end");
        return assertInstanceOf(ProblemException.class, failure).problem();
    }
}
