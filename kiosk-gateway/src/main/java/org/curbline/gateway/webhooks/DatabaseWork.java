package org.curbline.gateway.webhooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Work with the database, off the event loops. None of it is interrupted, as an interrupted H2 closes its file. Any
 * thread.
 */
final class DatabaseWork {
    private static final int THREADS = 3;
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

    private final WorkerExecutor workers;
    private int running;
    private @Nullable Promise<Void> closing;

    DatabaseWork(Vertx vertx) {
        workers = vertx.createSharedWorkerExecutor("webhooks", THREADS, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Fails with what the work throws. */
    <R> Future<R> run(Callable<R> work) {
        synchronized (this) {
            if (closing != null) {
                return Future.failedFuture("Webhooks are being closed.");
            }
            running++;
        }
        return workers.executeBlocking(work, false).onComplete(done -> ended());
    }

    /** Takes nothing more; completes when what was begun has ended, or left to itself if the database is silent. */
    Future<Void> close() {
        Promise<Void> ended = Promise.promise();
        synchronized (this) {
            closing = ended;
            if (running == 0) {
                ended.complete();
            }
        }
        return ended.future()
                .compose(done -> workers.close())
                .timeout(LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private synchronized void ended() {
        running--;
        if (closing != null && running == 0) {
            closing.complete();
        }
    }
}
