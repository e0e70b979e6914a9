package org.curbline.program;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C and SIGTERM as something a program waits for, so that it can end in order and leave with a status of its own.
 * Any thread.
 */
public final class EndSignal {
    private static final int FAILED = 1;
    /** What shells give a program that Ctrl-C ended. */
    private static final int INTERRUPTED = 130;
    /** Of the JDK: in it waits who began to end the process. */
    private static final String HOOKS = "java.lang.ApplicationShutdownHooks";

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int status = FAILED;
    private volatile boolean awaited;
    private volatile @Nullable Thread leaving;

    /** A signal that nobody but {@link #ask} gives: for programs run within another. */
    public EndSignal() {}

    /**
     * Runs a program on the calling thread and then ends the process with the status it returns, or with 1 when it
     * throws, whatever it has left running. Does not return. From when the program first waits for it until it has
     * ended, a signal does not end the process: it is the program's to notice. Before that the program is starting, has
     * nothing to end in order, and a signal ends it at once. One that comes as the program has just ended changes
     * nothing of its status.
     */
    public static void exitAfter(Program program) {
        exitAfter(program, System::exit);
    }

    /** @param exit ends the process with a status */
    static void exitAfter(Program program, IntConsumer exit) {
        EndSignal signal = new EndSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(signal::arrived, "end-signal"));
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace(); // the log may be what failed
            signal.leave(FAILED, exit);
        });
        signal.leave(program.run(signal), exit);
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

    private void leave(int withStatus, IntConsumer exit) {
        status = withStatus;
        leaving = Thread.currentThread();
        ended.countDown();
        exit.accept(withStatus);
    }

    private void arrived() {
        if (leavesByItself()) {
            return; // with its own status, and whatever else is to end with it has its time
        }
        if (!awaited && leaving == null) {
            // libraries close themselves on a signal, too: what is still starting would only fail over that
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

    /**
     * Whether it was the program that began to end the process. A signal that came before it could would else end it
     * with the signal's status.
     */
    private boolean leavesByItself() {
        Thread last = leaving;
        return last != null
                && Arrays.stream(last.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().equals(HOOKS));
    }

    /** What a process is there for. */
    public interface Program {
        /** Runs until done, or until the signal; returns the exit status. */
        int run(EndSignal signal);
    }
}
