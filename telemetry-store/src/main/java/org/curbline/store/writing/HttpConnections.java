package org.curbline.store.writing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * The HTTP connections to one store: kept open for several threads, given up on after a while, broken off at the end.
 */
public final class HttpConnections implements AutoCloseable {
    private static final Duration TO_CONNECT = Duration.ofSeconds(2);
    private static final int KEPT_OPEN = 16;

    private final Dispatcher dispatcher = new Dispatcher();
    private final ConnectionPool pool = new ConnectionPool(KEPT_OPEN, 5, TimeUnit.MINUTES);
    private final Duration toAnswer;

    /** @param toAnswer how long a silent store is waited for */
    public HttpConnections(Duration toAnswer) {
        this.toAnswer = toAnswer;
    }

    /** For a client that is to use these connections. */
    public OkHttpClient.Builder builder() {
        return new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .connectionPool(pool)
                .socketFactory(new PromptSockets())
                .connectTimeout(TO_CONNECT)
                .readTimeout(toAnswer)
                .writeTimeout(toAnswer)
                .callTimeout(toAnswer.multipliedBy(3));
    }

    /** Breaks off calls under way. Idempotent. */
    @Override
    public void close() {
        dispatcher.cancelAll();
        pool.evictAll();
    }
}
