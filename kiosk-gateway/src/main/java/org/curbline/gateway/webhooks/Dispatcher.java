package org.curbline.gateway.webhooks;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.curbline.gateway.stream.EventFilter;
import org.curbline.gateway.webhooks.Answer.Outcome;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.curbline.registry.webhook.WebhookEvent;
import org.curbline.registry.webhook.WebhookStore;
import org.curbline.registry.webhook.WebhookStore.Page;
import org.jspecify.annotations.Nullable;

/** Has a courier for each enabled webhook while this gateway is the one that delivers. On one event loop. */
final class Dispatcher implements Office {
    /** Kept in memory for each webhook. */
    private static final int AT_ONCE = 50;

    private final Vertx vertx;
    private final DatabaseWork database;
    private final WebhookStore store;
    private final Sender sender;
    private final Terms terms;
    private final Runnable changed;
    private final Map<String, Courier> couriers = new HashMap<>();

    /** @param changed to be run when what is to be done should be looked up anew */
    Dispatcher(Vertx vertx, DatabaseWork database, WebhookStore store, Sender sender, Terms terms, Runnable changed) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.sender = sender;
        this.terms = terms;
        this.changed = changed;
    }

    /** These are to be told, and no others. */
    void serve(List<Webhook> webhooks) {
        Map<String, Courier> before = new HashMap<>(couriers);
        couriers.clear();
        for (Webhook webhook : webhooks) {
            Courier courier = before.get(webhook.id());
            if (webhook.isEnabled()) {
                boolean same = courier != null
                        && !courier.isOver()
                        && courier.webhook().revision() == webhook.revision();
                couriers.put(
                        webhook.id(), same ? before.remove(webhook.id()) : new Courier(this, webhook, wanted(webhook)));
            }
        }
        before.values().forEach(Courier::stop);
        wake();
    }

    /** There may be something to tell. */
    void wake() {
        List.copyOf(couriers.values()).forEach(Courier::wake);
    }

    /** Writes what is not worth a write each time. */
    void settle() {
        List.copyOf(couriers.values()).forEach(Courier::settle);
    }

    @Override
    public Instant now() {
        return terms.clock.instant();
    }

    @Override
    public Future<Page> read(long after) {
        return database.run(() -> store.read(after, AT_ONCE));
    }

    @Override
    public Future<Answer> send(Webhook webhook, WebhookEvent event) {
        return sender.send(webhook, event);
    }

    @Override
    public Future<Boolean> settle(Webhook webhook, @Nullable WebhookDelivery delivery) {
        return database.run(() -> store.settle(terms.gateway, webhook, delivery, Webhooks.DELIVERIES_KEPT));
    }

    @Override
    public RetryPlan retries() {
        return terms.retries;
    }

    @Override
    public Duration disableAfter() {
        return terms.disableAfter;
    }

    @Override
    public void count(Outcome outcome) {
        terms.metrics.count(outcome);
    }

    @Override
    public void changed() {
        changed.run();
    }

    @Override
    public long after(Duration pause, Runnable then) {
        return vertx.setTimer(pause.toMillis(), over -> then.run());
    }

    @Override
    public void cancel(long timer) {
        vertx.cancelTimer(timer);
    }

    @Override
    public Future<Void> pause(Duration pause) {
        Promise<Void> waited = Promise.promise();
        vertx.setTimer(pause.toMillis(), over -> waited.complete());
        return waited.future();
    }

    private EventFilter wanted(Webhook webhook) {
        return Wanted.of(webhook.wanted()).filter(terms.boroughOf);
    }

    /** @param gateway this gateway's name among those over one registry */
    record Terms(
            String gateway,
            RetryPlan retries,
            Duration disableAfter,
            Function<String, String> boroughOf,
            WebhookMetrics metrics,
            InstantSource clock) {}
}
