package org.curbline.program.http;

import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/** The content types an operation takes in a body; others are answered with 415. */
record AcceptedBodies(Set<String> contentTypes, boolean required) implements Handler<RoutingContext> {
    static final AcceptedBodies JSON = new AcceptedBodies(Set.of("application/json"), false);

    /** Reads them from an operation of an OpenAPI document. */
    static AcceptedBodies of(JsonObject operation) {
        JsonObject body = operation.getJsonObject("requestBody", new JsonObject());
        return new AcceptedBodies(
                body.getJsonObject("content", new JsonObject()).fieldNames(), body.getBoolean("required", false));
    }

    boolean isSubsetOf(AcceptedBodies others) {
        return others.contentTypes.containsAll(contentTypes);
    }

    @Override
    public void handle(RoutingContext context) {
        String header = context.request().getHeader("Content-Type");
        boolean hasBody = context.body().length() > 0;
        if (!hasBody && required) {
            new Problem(400, "Invalid request", "The request has no body.", null).answer(context);
        } else if (hasBody && !contentTypes.contains(mediaType(header == null ? "" : header))) {
            new Problem(
                            415,
                            "Unsupported media type",
                            contentTypes.isEmpty()
                                    ? "No body is expected here."
                                    : "The body must be " + String.join(" or ", contentTypes) + ".",
                            null)
                    .answer(context);
        } else {
            context.next();
        }
    }

    private static String mediaType(String header) {
        return header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
