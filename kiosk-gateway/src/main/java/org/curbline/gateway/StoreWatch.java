package org.curbline.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.curbline.store.PointWriter;
import org.curbline.store.StoreCondition;

/**
 * Asks the store now and then whether it takes points: a store that goes away while no kiosk publishes, or was never
 * there, would else be found out by the kiosks that are sent here. Any thread.
 */
final class StoreWatch {
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** So long a start waits for the first answer; a store that is there has it at once. */
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final PointWriter store;
    private final WorkerExecutor worker;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean asked;
    private long timer;

    StoreWatch(Vertx vertx, PointWriter store) {
        this.vertx = vertx;
        this.store = store;
        this.worker = vertx.createSharedWorkerExecutor("store-watch", 1, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    /** Begins, and waits for the first answer, but not for long. Blocking. */
    void start() {
        ask().timeout(FIRST_ANSWER.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .await();
        timer = vertx.setPeriodic(EVERY.toMillis(), tick -> ask());
    }

    void stop() {
        vertx.cancelTimer(timer);
        worker.close();
    }

    /** Why nothing can be stored; empty when it can. */
    Optional<String> notReadyBecause() {
        if (!asked) {
            return Optional.of("The store has not answered yet.");
        }
        StoreCondition condition = store.condition();
        return condition.available()
                ? Optional.empty()
                : Optional.of("The store is away since " + condition.since() + ": " + condition.reason());
    }

    private Future<Void> ask() {
        if (!asking.compareAndSet(false, true)) {
            return Future.succeededFuture(); // it has not answered yet
        }
        return worker.<Void>executeBlocking(() -> {
                    store.probe();
                    asked = true;
                    return null;
                })
                .onComplete(over -> asking.set(false));
    }
}
