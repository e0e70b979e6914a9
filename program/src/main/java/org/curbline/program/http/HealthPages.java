package org.curbline.program.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether the program runs ({@code /health/live}), and whether it can do its work ({@code /health/ready}). */
final class HealthPages {
    private HealthPages() {}

    static void add(Router router, Map<String, Supplier<Optional<String>>> conditions) {
        router.get("/health/live").handler(context -> context.json(new JsonObject().put("status", "UP")));
        router.get("/health/ready").handler(context -> {
            JsonObject reasons = reasons(conditions);
            context.response().setStatusCode(reasons.isEmpty() ? 200 : 503);
            context.json(new JsonObject()
                    .put("status", reasons.isEmpty() ? "UP" : "DOWN")
                    .put("reasons", reasons));
        });
    }

    private static JsonObject reasons(Map<String, Supplier<Optional<String>>> conditions) {
        JsonObject reasons = new JsonObject();
        conditions.forEach((name, condition) -> condition.get().ifPresent(reason -> reasons.put(name, reason)));
        return reasons;
    }
}
