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

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status = FAILED;

    /** A signal that nobody but {@link #ask} gives: for programs run within another. */
    public EndSignal() {}

    /**
     * Runs a program on the calling thread and then ends the process with the status it returns, or with 1 when it
     * throws, whatever it has left running. Does not return. Until the program has ended, signals do not end the
     * process: they are the program's to notice.
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
        asked.await();
    }

    /** Blocks until the program is asked to end, or the time is over; tells whether it was asked. */
    public boolean await(Duration atMost) throws InterruptedException {
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
