package org.curbline.program.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OutageTest {
    private final UncheckedIOException away =
            new UncheckedIOException("Store at http://10.0.0.7:8086: timeout", new IOException("Read timed out"));

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final Outage outage = new Outage("the store", UncheckedIOException.class, nanos::get);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(Outage.class)).addAppender(log);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(Outage.class)).detachAppender(log);
    }

    @Test
    void whoAsksIsToldInPlainWordsAndTheLogWhereAndWhy() {
        Problem told = assertInstanceOf(ProblemException.class, assertThrows(RuntimeException.class, () -> outage.told(
                                Future.failedFuture(away))
                        .await()))
                .problem();

        assertEquals(503, told.status());
        assertEquals(
                "The store does not answer at the moment. Nothing that was stored is lost; ask again in some seconds.",
                told.detail());
        assertEquals("5", told.headers().get("Retry-After"));
        assertEquals(
                List.of("Questions are not answered for want of the store, which is said once an outage."
                        + " Store at http://10.0.0.7:8086: timeout (java.io.IOException: Read timed out)"),
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    }

    @Test
    void otherFailuresAreNone() {
        IllegalStateException mistake = new IllegalStateException("a mistake");

        assertEquals(mistake, outage.told(Future.failedFuture(mistake)).cause());
        assertEquals(List.of(), log.list);
        assertNull(Problem.notFound("none").headers().get("Retry-After"));
    }

    @Test
    void itIsSaidOnceUntilNothingHasFailedForAMinute() {
        for (int i = 0; i < 10; i++) {
            outage.problem(away);
            nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        }
        assertEquals(1, log.list.size());

        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        outage.problem(away);
        assertEquals(2, log.list.size());
    }
}
