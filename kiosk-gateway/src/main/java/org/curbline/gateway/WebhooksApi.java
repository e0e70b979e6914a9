package org.curbline.gateway;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.curbline.gateway.webhooks.ForbiddenReceiverException;
import org.curbline.gateway.webhooks.Wanted;
import org.curbline.gateway.webhooks.WebhookSecret;
import org.curbline.gateway.webhooks.Webhooks;
import org.curbline.program.http.Outage;
import org.curbline.program.http.Parameters;
import org.curbline.program.http.Problem;
import org.curbline.program.http.ProblemException;
import org.curbline.registry.webhook.Webhook;
import org.curbline.registry.webhook.WebhookDelivery;
import org.jspecify.annotations.Nullable;

/** Who is told of events, over HTTP: the operations on webhooks. On HTTP event loops. */
final class WebhooksApi {
    private static final String DISABLED = "Somebody disabled it.";
    private static final int USUAL_DELIVERIES = 50;

    private final Webhooks webhooks;
    private final Outage registry;

    WebhooksApi(Webhooks webhooks, Outage registry) {
        this.webhooks = webhooks;
        this.registry = registry;
    }

    /** Handlers by operationId. */
    Map<String, Handler<RoutingContext>> operations() {
        return Map.of(
                "listWebhooks", this::list,
                "addWebhook", this::add,
                "getWebhook", this::get,
                "changeWebhook", this::change,
                "removeWebhook", this::remove,
                "changeWebhookSecret", this::changeSecret,
                "testWebhook", this::test,
                "listWebhookDeliveries", this::deliveries);
    }

    private void list(RoutingContext request) {
        answer(request, webhooks.all().map(all -> {
            JsonArray shown = new JsonArray();
            all.forEach(webhook -> shown.add(json(webhook)));
            return new JsonObject().put("webhooks", shown);
        }));
    }

    private void add(RoutingContext request) {
        JsonObject body = body(request);
        String description = body.getString("description", "");
        registry.told(webhooks.add(body.getString("url"), description, Wanted.of(body), secret(body)))
                .onSuccess(added -> added.ifPresentOrElse(
                        webhook -> {
                            request.response()
                                    .setStatusCode(201)
                                    .putHeader("Location", "/api/v1/webhooks/" + webhook.id());
                            GatewayApi.json(
                                    request,
                                    json(webhook)
                                            .put("secret", webhook.secrets().current()));
                        },
                        () -> conflict("There are as many webhooks as curbline.webhooks.max-webhooks allows.")
                                .answer(request)))
                .onFailure(failure -> fail(request, failure));
    }

    private void get(RoutingContext request) {
        answer(request, webhooks.find(id(request)).map(found -> json(one(request, found))));
    }

    private void change(RoutingContext request) {
        JsonObject body = body(request);
        UnaryOperator<Webhook> change = before -> changed(before, body);
        answer(
                request,
                webhooks.change(id(request), body.getString("url"), change).map(found -> json(one(request, found))));
    }

    /** What is left out of the body stays as it is. */
    private static Webhook changed(Webhook before, JsonObject body) {
        JsonObject wanted = new JsonObject(before.wanted()).mergeIn(body);
        Webhook now = before.withDescription(body.getString("description", before.description()))
                .withWanted(Wanted.of(wanted).toJson().encode());
        Boolean enabled = body.getBoolean("enabled");
        if (enabled == null) {
            return now;
        }
        return enabled ? now.enabled() : now.disabled(before.isEnabled() ? DISABLED : before.disabledBecause());
    }

    private void remove(RoutingContext request) {
        registry.told(webhooks.remove(id(request)))
                .onSuccess(removed -> {
                    if (removed) {
                        request.response().setStatusCode(204).end();
                    } else {
                        unknown(request).answer(request);
                    }
                })
                .onFailure(failure -> fail(request, failure));
    }

    private void changeSecret(RoutingContext request) {
        answer(
                request,
                webhooks.changeSecret(id(request), secret(body(request))).map(found -> {
                    Webhook webhook = one(request, found);
                    return json(webhook).put("secret", webhook.secrets().current());
                }));
    }

    private void test(RoutingContext request) {
        answer(request, webhooks.test(id(request)).map(delivery -> json(one(request, delivery))));
    }

    private void deliveries(RoutingContext request) {
        int limit = Parameters.of(request).whole("limit").map(Math::toIntExact).orElse(USUAL_DELIVERIES);
        answer(request, webhooks.deliveries(id(request), limit).map(found -> {
            JsonArray shown = new JsonArray();
            one(request, found).forEach(delivery -> shown.add(json(delivery)));
            return new JsonObject().put("kept", Webhooks.DELIVERIES_KEPT).put("deliveries", shown);
        }));
    }

    private static JsonObject json(Webhook webhook) {
        JsonObject json = new JsonObject()
                .put("id", webhook.id())
                .put("url", webhook.url())
                .put("description", webhook.description())
                .mergeIn(new JsonObject(webhook.wanted()))
                .put("enabled", webhook.isEnabled())
                .put("created", webhook.created().toString());
        if (!webhook.isEnabled()) {
            json.put("disabledBecause", webhook.disabledBecause());
        }
        if (webhook.progress().attempts() > 0) {
            json.put("attempts", webhook.progress().attempts());
        }
        put(json, "failingSince", webhook.progress().failingSince());
        put(json, "retryAt", webhook.progress().retryAt());
        put(json, "formerSecretUntil", webhook.secrets().formerUntil());
        return json;
    }

    private static JsonObject json(WebhookDelivery delivery) {
        JsonObject json = new JsonObject()
                .put("at", delivery.begun().toString())
                .put("event", delivery.eventId())
                .put("type", delivery.eventType())
                .put("attempt", delivery.attempt())
                .put("outcome", delivery.outcome())
                .put("milliseconds", delivery.took().toMillis());
        if (delivery.status() != 0) {
            json.put("status", delivery.status());
        }
        return delivery.detail().isEmpty() ? json : json.put("detail", delivery.detail());
    }

    private static void put(JsonObject json, String name, @Nullable Instant moment) {
        if (moment != null) {
            json.put(name, moment.toString());
        }
    }

    private static JsonObject body(RoutingContext request) {
        JsonObject body = request.body().asJsonObject();
        return body == null ? new JsonObject() : body;
    }

    /** @return null if none is given */
    private static @Nullable WebhookSecret secret(JsonObject body) {
        String given = body.getString("secret");
        try {
            return given == null ? null : WebhookSecret.of(given);
        } catch (IllegalArgumentException e) {
            throw Problem.badParameter("secret", String.valueOf(e.getMessage())).asException();
        }
    }

    private static String id(RoutingContext request) {
        return Parameters.of(request).text("id").orElseThrow();
    }

    private static <T> T one(RoutingContext request, Optional<T> found) {
        return found.orElseThrow(() -> unknown(request).asException());
    }

    private static Problem unknown(RoutingContext request) {
        return Problem.notFound("There is no webhook " + id(request) + '.');
    }

    private static Problem conflict(String detail) {
        return new Problem(409, "Conflict", detail, null);
    }

    private void answer(RoutingContext request, Future<JsonObject> answer) {
        registry.told(answer)
                .onSuccess(body -> GatewayApi.json(request, body))
                .onFailure(failure -> fail(request, failure));
    }

    private static void fail(RoutingContext request, Throwable failure) {
        if (failure instanceof ForbiddenReceiverException) {
            Problem.badParameter("url", String.valueOf(failure.getMessage())).answer(request);
        } else if (failure instanceof ProblemException stated) {
            stated.problem().answer(request);
        } else {
            request.fail(failure);
        }
    }
}
