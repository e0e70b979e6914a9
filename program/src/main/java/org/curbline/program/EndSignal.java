package org.curbline.program;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as something a program waits for, so that it can end in order and leave with a status of its own.
 * The main thread awaits the signal, ends everything and says {@link #ended}; the process stays until then.
 */
public final class EndSignal {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status;

    private EndSignal() {}

    /** From here on signals do not end the process by themselves. */
    public static EndSignal install() {
        EndSignal signal = new EndSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::arrived, "end-signal"));
        return signal;
    }

    /** Blocks until the program is asked to end. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /** Blocks until the program is asked to end, or the time is over; tells whether it was asked. */
    public boolean await(Duration atMost) throws InterruptedException {
        return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Everything is ended; a process that is being ended by a signal leaves with this status. */
    public void ended(int withStatus) {
        status = withStatus;
        ended.countDown();
    }

    private void arrived() {
        if (ended.getCount() == 0) {
            return; // the program ended by itself and is leaving with its own status
        }
        asked.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }
}
