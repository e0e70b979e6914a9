package org.curbline.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.curbline.store.PointReader.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in memory what is asked for often and takes a store long to tell, on a thread of its own. Rests as long as it
 * has worked.
 */
public final class KeptInMemory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptInMemory.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration UNTIL_IT_BEGINS = Duration.ofSeconds(1);
    private static final long CLOSING_SECONDS = 10;

    private final BooleanSupplier begins;
    private final List<Supplier<List<Runnable>>> parts;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "memory");

    private KeptInMemory(BooleanSupplier begins, List<Supplier<List<Runnable>>> parts) {
        this.begins = begins;
        this.parts = parts;
    }

    /**
     * Starts it.
     *
     * @param begins asked once a second until it says so: a store may have more urgent things to do at first
     * @param parts what there is to be done, of each part piece by piece: asked one after the other, once a minute
     */
    public static KeptInMemory start(BooleanSupplier begins, List<Supplier<List<Runnable>>> parts) {
        KeptInMemory kept = new KeptInMemory(begins, List.copyOf(parts));
        kept.thread.setDaemon(true);
        kept.thread.start();
        return kept;
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = UNTIL_IT_BEGINS;
                if (begins.getAsBoolean()) {
                    for (Supplier<List<Runnable>> part : parts) {
                        keep(part);
                    }
                    pause = EVERY;
                }
            } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // it was closed while it asked
        }
    }

    private void keep(Supplier<List<Runnable>> part) throws InterruptedException {
        try {
            for (Runnable piece : part.get()) {
                long began = System.nanoTime();
                piece.run();
                if (closed.await(System.nanoTime() - began, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (StoreUnavailableException e) {
            // who asks is told so; it is tried again
        } catch (RuntimeException e) {
            LOG.error("What is kept in memory was not read ahead; it is tried again.", e);
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
