package org.curbline.telemetry.completeness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.curbline.store.PointReader.StoreUnavailableException;

/**
 * Keeps the last days counted, on a thread of its own, so that who asks for them need not wait until a store has
 * counted them. Rests as long as it has worked.
 */
public final class NumbersKept implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final long CLOSING_SECONDS = 10;

    private final RememberedNumbers numbers;
    private final InstantSource clock;
    private final BooleanSupplier begins;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "numbers");

    private NumbersKept(RememberedNumbers numbers, InstantSource clock, BooleanSupplier begins) {
        this.numbers = numbers;
        this.clock = clock;
        this.begins = begins;
    }

    /** @param begins asked once a minute until it says so: a store may have more urgent things to do at first */
    static NumbersKept start(RememberedNumbers numbers, InstantSource clock, BooleanSupplier begins) {
        NumbersKept kept = new NumbersKept(numbers, clock, begins);
        kept.thread.setDaemon(true);
        kept.thread.start();
        return kept;
    }

    private void run() {
        try {
            do {
                try {
                    if (begins.getAsBoolean()) {
                        round();
                    }
                } catch (StoreUnavailableException e) {
                    // who asks is told so; it is tried again
                }
            } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // it was closed while it asked
        }
    }

    /** What the page of data quality asks for. */
    private void round() throws InterruptedException {
        Instant now = clock.instant();
        keep(now.minus(Duration.ofDays(1)), now);
        keep(now.truncatedTo(ChronoUnit.HOURS).minus(Duration.ofDays(7)), now);
    }

    private void keep(Instant from, Instant to) throws InterruptedException {
        for (Runnable piece : numbers.keep(from, to)) {
            long began = System.nanoTime();
            piece.run();
            if (closed.await(System.nanoTime() - began, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    /** Before the store is closed. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
