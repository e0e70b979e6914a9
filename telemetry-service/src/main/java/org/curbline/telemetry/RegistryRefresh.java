package org.curbline.telemetry;

import io.vertx.core.Vertx;
import java.time.Duration;
import org.curbline.registry.KioskRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads now and then what gateways changed in the registry. While its database is away, what was read holds. */
final class RegistryRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryRefresh.class);

    private final Vertx vertx;
    private final KioskRegistry registry;
    private final long timer;
    private boolean away;

    RegistryRefresh(Vertx vertx, KioskRegistry registry, Duration every) {
        this.vertx = vertx;
        this.registry = registry;
        this.timer = vertx.setPeriodic(every.toMillis(), each -> refresh());
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void refresh() {
        vertx.<Void>executeBlocking(
                        () -> {
                            registry.refresh();
                            return null;
                        },
                        true)
                .onComplete(done -> {
                    if (done.failed() && !away) {
                        LOG.warn("The registry cannot be read again; what was read holds", done.cause());
                    } else if (done.succeeded() && away) {
                        LOG.info("The registry can be read again.");
                    }
                    away = done.failed();
                });
    }
}
