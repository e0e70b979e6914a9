package org.curbline.simulator;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a running command that somebody pressed Ctrl-C, and the dying process how the command ended. */
final class StopSignal {
    private final CountDownLatch requested = new CountDownLatch(1);
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /** From now on Ctrl-C or a TERM ends the command first, and then the process with the command's status. */
    void installForThisProcess() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            requested.countDown();
            Runtime.getRuntime().halt(status.join());
        }));
    }

    void request() {
        requested.countDown();
    }

    void finished(int exitStatus) {
        status.complete(exitStatus);
    }

    /** Waits for a while; true if a stop was requested. */
    boolean within(Duration wait) throws InterruptedException {
        return requested.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    }
}
