package org.curbline.program;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as something a program waits for, so that it can end in order and leave with a status of its own.
 * Any thread.
 */
public final class EndSignal {
    private static final int FAILED = 1;
    /** What shells give a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status = FAILED;
    private volatile boolean awaited;

    /** A signal that nobody but {@link #ask} gives: for programs run within another. */
    public EndSignal() {}

    /**
     * Runs a program on the calling thread and then ends the process with the status it returns, or with 1 when it
     * throws, whatever it has left running. Does not return. From when the program first waits for it until it has
     * ended, a signal does not end the process: it is the program's to notice. Before that the program is starting, has
     * nothing to end in order, and a signal ends it at once.
     */
    public static void exitAfter(Program program) {
        EndSignal signal = new EndSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::arrived, "end-signal"));
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace(); // the log may be what failed
            signal.exit(FAILED);
        });
        signal.exit(program.run(signal));
    }

    /** Asks the program to end. */
    public void ask() {
        asked.countDown();
    }

    /** Blocks until the program is asked to end. */
    public void await() throws InterruptedException {
        awaited = true;
        asked.await();
    }

    /** Blocks until the program is asked to end, or the time is over; tells whether it was asked. */
    public boolean await(Duration atMost) throws InterruptedException {
        awaited = true;
        return asked.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void exit(int withStatus) {
        status = withStatus;
        ended.countDown();
        System.exit(withStatus);
    }

    private void arrived() {
        if (ended.getCount() == 0) {
            return; // the program ended by itself and is leaving with its own status
        }
        if (!awaited) { // libraries close themselves on a signal, too: what is still starting would only fail over that
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        ask();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(status);
    }

    /** What a process is there for. */
    public interface Program {
        /** Runs until done, or until the signal; returns the exit status. */
        int run(EndSignal signal);
    }
}
