package org.curbline.gateway.webhooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.curbline.gateway.status.FleetStatus;
import org.curbline.gateway.stream.CloudEvent;
import org.curbline.program.Endings;
import org.curbline.registry.KioskRegistry;
import org.curbline.registry.kiosk.Kiosk;
import org.curbline.registry.kiosk.Place;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.Webhook.Secrets;
import org.curbline.registry.webhook.WebhookDelivery;
import org.curbline.registry.webhook.WebhookEvent;
import org.curbline.registry.webhook.WebhookStore;
import org.jspecify.annotations.Nullable;

/**
 * Receivers elsewhere that are told of events. What a person asks is answered on the caller's context; nothing of it
 * blocks. It fails with {@link ForbiddenReceiverException} if events may not go where somebody wants them.
 */
public final class Webhooks implements AutoCloseable {
    /** How many of its deliveries are kept of each webhook. */
    public static final int DELIVERIES_KEPT = 200;

    private static final String TEST = "org.curbline.webhook.test";
    private static final Duration FORMER_SECRET_SIGNS = Duration.ofHours(24);
    private static final int RESOLVER_THREADS = 16;

    private final Vertx vertx;
    private final WebhookSettings settings;
    private final WebhookStore store;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final DatabaseWork database;
    private final WorkerExecutor resolvers;
    private final WebhookMetrics metrics;
    private final Sender sender;
    private final FleetStatus status;
    private final Dispatcher.Terms terms;
    private volatile @Nullable Shift shift;
    private @Nullable String deployment;

    private Webhooks(
            Vertx vertx,
            WebhookSettings settings,
            KioskRegistry registry,
            FleetStatus status,
            Workplace workplace,
            Optional<HostResolver> resolver) {
        this.vertx = vertx;
        this.settings = settings;
        this.store = registry.webhooks();
        this.clock = workplace.clock();
        this.random = workplace.random();
        this.database = new DatabaseWork(vertx);
        this.resolvers = vertx.createSharedWorkerExecutor(
                "webhook-resolvers", RESOLVER_THREADS, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        this.metrics = new WebhookMetrics(workplace.meters());
        AddressGuard guard = new AddressGuard(
                settings.allow().orElse(List.of()), resolver.orElseGet(() -> HostResolver.ofTheMachine(resolvers)));
        this.sender = new Sender(vertx, settings, guard, clock);
        this.terms = new Dispatcher.Terms(
                UUID.randomUUID().toString(),
                new RetryPlan(settings.firstPause(), settings.longestPause(), random),
                settings.disableAfter(),
                kiosk -> borough(registry, kiosk),
                metrics,
                clock);
        this.status = status;
    }

    /** Starts telling, where an earlier gateway left off. Registry and status belong to whoever made them. Blocking. */
    public static Webhooks start(
            Vertx vertx, WebhookSettings settings, KioskRegistry registry, FleetStatus status, Workplace workplace) {
        return start(vertx, settings, registry, status, workplace, Optional.empty());
    }

    static Webhooks start(
            Vertx vertx,
            WebhookSettings settings,
            KioskRegistry registry,
            FleetStatus status,
            Workplace workplace,
            Optional<HostResolver> resolver) {
        Webhooks webhooks = new Webhooks(vertx, settings, registry, status, workplace, resolver);
        webhooks.deployment = vertx.deployVerticle(webhooks.new OnItsLoop()).await();
        return webhooks;
    }

    static WebhookEvent event(CloudEvent event) {
        return new WebhookEvent(event.id(), event.type(), event.kiosk(), event.service(), event.json());
    }

    public Future<List<Webhook>> all() {
        return ask(store::all);
    }

    public Future<Optional<Webhook>> find(String id) {
        return ask(() -> Optional.ofNullable(store.find(id)));
    }

    /**
     * Adds one; empty if there are as many as there may be.
     *
     * @param secret null for a new one
     */
    public Future<Optional<Webhook>> add(
            String url, String description, Wanted wanted, @Nullable WebhookSecret secret) {
        WebhookSecret given = secret == null ? WebhookSecret.random(random) : secret;
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        Webhook webhook = Webhook.of(id, url, description, wanted.toJson().encode(), given.text(), clock.instant());
        return sender.permit(url)
                .compose(permitted -> ask(() ->
                        store.add(webhook, settings.maxWebhooks()) ? Optional.of(webhook) : Optional.<Webhook>empty()))
                .onSuccess(added -> lookAgain());
    }

    /**
     * Changes one; empty if there is none of this id.
     *
     * @param url the new one; null if it stays
     */
    public Future<Optional<Webhook>> change(String id, @Nullable String url, UnaryOperator<Webhook> change) {
        Future<Void> permitted = url == null ? Future.succeededFuture() : sender.permit(url);
        return permitted
                .compose(may -> ask(() -> Optional.ofNullable(
                        store.change(id, before -> change.apply(url == null ? before : before.withUrl(url))))))
                .onSuccess(changed -> lookAgain());
    }

    /**
     * Gives it another secret; the one before signs for another day, too.
     *
     * @param secret null for a new one
     */
    public Future<Optional<Webhook>> changeSecret(String id, @Nullable WebhookSecret secret) {
        WebhookSecret given = secret == null ? WebhookSecret.random(random) : secret;
        Instant until = clock.instant().plus(FORMER_SECRET_SIGNS);
        return change(
                id,
                null,
                before -> before.withSecrets(
                        new Secrets(given.text(), before.secrets().current(), until)));
    }

    /** @return false if there is none of this id */
    public Future<Boolean> remove(String id) {
        return ask(() -> store.remove(id)).onSuccess(removed -> lookAgain());
    }

    /** Sends an event that says nothing, at once and once, whether it is enabled or not. */
    public Future<Optional<WebhookDelivery>> test(String id) {
        return find(id).compose(found -> found.isEmpty()
                ? Future.succeededFuture(Optional.empty())
                : test(found.get()).map(Optional::of));
    }

    /** The newest first; empty if there is none of this id. */
    public Future<Optional<List<WebhookDelivery>>> deliveries(String id, int limit) {
        return ask(() -> store.find(id) == null ? Optional.empty() : Optional.of(store.deliveries(id, limit)));
    }

    /** Stops; what was begun and not answered is told again later. Blocking; idempotent. */
    @Override
    public void close() {
        String id = deployment;
        deployment = null;
        if (id != null) {
            Endings.all(
                    () -> vertx.undeploy(id).await(),
                    sender::close,
                    () -> database.close().await(),
                    () -> resolvers.close().await(),
                    metrics::close);
        }
    }

    private Future<WebhookDelivery> test(Webhook webhook) {
        Instant begun = clock.instant();
        String id = "test/" + webhook.id() + '/' + new UUID(random.nextLong(), random.nextLong());
        JsonObject data = new JsonObject().put("webhook", webhook.id()).put("sentence", "Somebody wants to know.");
        WebhookEvent event = event(CloudEvent.aboutTelling(id, TEST, begun, data));
        return sender.send(webhook, event).compose(answer -> {
            metrics.count(answer.outcome());
            WebhookDelivery delivery = new WebhookDelivery(
                    begun,
                    id,
                    TEST,
                    1,
                    answer.outcome().word(),
                    answer.status(),
                    answer.detail(),
                    Duration.between(begun, clock.instant()));
            return ask(() -> {
                store.keep(webhook.id(), delivery, DELIVERIES_KEPT);
                return delivery;
            });
        });
    }

    private void lookAgain() {
        Shift now = shift;
        if (now != null) {
            now.lookAgain();
        }
    }

    private <R> Future<R> ask(Callable<R> question) {
        return database.run(question);
    }

    private static String borough(KioskRegistry registry, String kiosk) {
        Kiosk registered = registry.find(kiosk);
        Place place = registered == null ? null : registered.place();
        return place == null ? "" : place.borough();
    }

    /**
     * What the program around it provides.
     *
     * @param random for secrets, ids and pauses: one that cannot be guessed
     */
    public record Workplace(MeterRegistry meters, InstantSource clock, RandomGenerator random) {}

    /** Everything that goes on by itself. */
    private final class OnItsLoop extends VerticleBase {
        @Override
        public Future<?> start() {
            shift = new Shift(vertx, settings, new Shift.Parts(database, store, sender, metrics, status), terms);
            return Future.succeededFuture();
        }

        @Override
        public Future<?> stop() {
            Shift ending = shift;
            return ending == null ? Future.succeededFuture() : ending.end();
        }
    }
}
