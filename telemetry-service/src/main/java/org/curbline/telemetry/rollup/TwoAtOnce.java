package org.curbline.telemetry.rollup;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Does things that do not depend on each other, two at once: a store answers a question on one core. When one has
 * failed none is begun any more, and when it is over none is under way. One thread, which is one of the two.
 */
final class TwoAtOnce {
    private final Queue<Task> open;
    private volatile @Nullable Throwable failure;

    private TwoAtOnce(List<? extends Task> tasks) {
        this.open = new ConcurrentLinkedQueue<>(tasks);
    }

    /** Does them, beginning with the first ones; throws what one of them does. */
    static void run(List<? extends Task> tasks) throws InterruptedException {
        if (tasks.size() < 2) {
            for (Task task : tasks) {
                task.run();
            }
            return;
        }
        new TwoAtOnce(tasks).both();
    }

    private void both() throws InterruptedException {
        Thread other = new Thread(this::rest, Thread.currentThread().getName() + "-2");
        other.setDaemon(true);
        other.start();
        boolean ended = false;
        try {
            doThem();
            other.join();
            ended = true;
        } finally {
            if (!ended) { // by a failure, or by an interruption: the rest of the other's is not wanted
                open.clear();
                other.interrupt();
                awaitEnd(other);
            }
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    private void doThem() throws InterruptedException {
        for (Task task = open.poll(); task != null; task = open.poll()) {
            task.run();
        }
    }

    private void rest() {
        try {
            doThem();
        } catch (InterruptedException e) {
            // it is not wanted any more
        } catch (RuntimeException | Error e) { // thrown again by the one that waits for it
            failure = e;
            open.clear();
        }
    }

    private static void awaitEnd(Thread other) {
        boolean interrupted = Thread.interrupted();
        while (other.isAlive()) {
            try {
                other.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something that is done. */
    interface Task {
        void run() throws InterruptedException;
    }
}
