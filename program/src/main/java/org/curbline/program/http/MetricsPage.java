package org.curbline.program.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Answers a scrape after the hook that makes the meters agree has completed. Scrapes wait for each other, for the hook
 * of one must not move the meters under another; too many waiting are refused.
 */
final class MetricsPage implements Handler<RoutingContext> {
    private static final int MOST_WAITING = 16;
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final Supplier<Future<Void>> beforeScrape;
    private final AtomicReference<Future<?>> last = new AtomicReference<>(Future.succeededFuture());
    private final AtomicInteger waiting = new AtomicInteger();

    MetricsPage(Vertx vertx, PrometheusMeterRegistry registry, Supplier<Future<Void>> beforeScrape) {
        this.vertx = vertx;
        this.registry = registry;
        this.beforeScrape = beforeScrape;
    }

    @Override
    public void handle(RoutingContext context) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            Problem.unavailable("More than " + MOST_WAITING + " scrapes are waiting already.")
                    .answer(context);
            return;
        }
        inTurn().onComplete(scraped -> {
            waiting.decrementAndGet();
            if (scraped.succeeded()) {
                context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                        .end(scraped.result());
            } else {
                context.fail(scraped.cause());
            }
        });
    }

    private Future<String> inTurn() {
        Promise<String> turn = Promise.promise();
        last.getAndSet(turn.future()).onComplete(before -> scrape().onComplete(turn));
        return turn.future();
    }

    private Future<String> scrape() {
        try {
            return beforeScrape.get().compose(agreed -> vertx.executeBlocking(registry::scrape, false));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
