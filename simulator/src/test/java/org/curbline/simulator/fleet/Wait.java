package org.curbline.simulator.fleet;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures in a test's thread. */
final class Wait {
    private Wait() {}

    static <T> T on(Future<T> future) {
        try {
            return future.await(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("No answer within 60 s", e);
        }
    }
}
