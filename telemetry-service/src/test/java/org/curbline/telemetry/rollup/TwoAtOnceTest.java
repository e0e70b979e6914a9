package org.curbline.telemetry.rollup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.curbline.telemetry.rollup.TwoAtOnce.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TwoAtOnceTest {
    private final CountDownLatch begun = new CountDownLatch(2);
    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void twoAreDoneAtOnceAndAllAreDoneWhenItIsOver() throws InterruptedException {
        Task meeting = () -> {
            begun.countDown();
            assertTrue(begun.await(30, TimeUnit.SECONDS), "nobody else has begun");
            done.incrementAndGet();
        };
        TwoAtOnce.run(Stream.generate(() -> meeting).limit(9).toList());
        assertEquals(9, done.get());
    }

    @Test
    void whatOneFailsWithIsThrownWhenTheOtherHasEnded() {
        IllegalStateException failure = new IllegalStateException("The store is away");
        Task failing = () -> {
            begun.countDown();
            begun.await();
            throw failure;
        };
        Task other = () -> {
            begun.countDown();
            try {
                begun.await();
            } finally {
                done.incrementAndGet();
            }
        };
        assertSame(
                failure,
                assertThrows(IllegalStateException.class, () -> TwoAtOnce.run(List.of(failing, other, failing))));
        assertEquals(1, done.get());
    }

    @Test
    void whoeverIsInterruptedEndsBoth() {
        Thread caller = Thread.currentThread();
        Task waiting = () -> {
            begun.countDown();
            try {
                never.await();
            } finally {
                done.incrementAndGet();
            }
        };
        Thread interrupter = new Thread(() -> {
            try {
                begun.await();
                caller.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        interrupter.start();
        assertThrows(InterruptedException.class, () -> TwoAtOnce.run(List.of(waiting, waiting, waiting)));
        assertEquals(2, done.get());
    }
}
