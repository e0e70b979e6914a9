package org.curbline.program.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Routes the operations of a document to their handlers, and lets through only what the document allows. */
final class ApiRoutes {
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private ApiRoutes() {}

    /**
     * The methods that a path answers; what is no operation's path answers those for reading.
     *
     * @param contract null if there is no API
     * @param forwarded paths, as a document has them, that somebody else answers, and their methods
     */
    static Set<String> allowed(
            @Nullable OpenAPIContract contract, Map<String, Set<HttpMethod>> forwarded, String path) {
        Set<String> methods = new TreeSet<>();
        forwarded.forEach((form, answered) -> {
            if (path.matches(form.replaceAll("\\{\\w+}", "[^/]+"))) {
                answered.forEach(method -> methods.add(method.name()));
            }
        });
        for (HttpMethod method : HttpMethod.values()) {
            if (contract != null && contract.findOperation(path, method) != null) {
                methods.add(method.name());
            }
        }
        if (methods.isEmpty() || methods.contains("GET")) {
            methods.addAll(READING);
        }
        return methods;
    }

    static Future<OpenAPIContract> contract(Vertx vertx, JsonObject document) {
        return OpenAPIContract.from(vertx, asFarAsCheckable(document)).map(ReadyContract::of);
    }

    static Router router(
            Vertx vertx,
            OpenAPIContract contract,
            JsonObject document,
            Map<String, Handler<RoutingContext>> operations,
            long bodyLimit) {
        requireSameNames(contract, operations.keySet());
        RouterBuilder builder =
                RouterBuilder.create(vertx, contract, new OnceDecoded()).rootHandler(bodies(bodyLimit));
        for (OpenAPIRoute route : builder.getRoutes()) {
            Operation operation = route.getOperation();
            Handler<RoutingContext> handler = operations.get(operation.getOperationId());
            if (handler != null) {
                route.addHandler(new DeclaredQueryOnly(operation))
                        .addHandler(AcceptedBodies.of(declared(document, operation)))
                        .addHandler(handler);
            }
        }
        return builder.createRouter();
    }

    /** Reads bodies, but not what may become a WebSocket: that must not have been read to its end. */
    private static Handler<RoutingContext> bodies(long limit) {
        BodyHandler bodies = BodyHandler.create(false).setBodyLimit(limit);
        return context -> {
            if (context.request().canUpgradeToWebSocket()) {
                context.next();
            } else {
                bodies.handle(context);
            }
        };
    }

    /**
     * The router refuses documents with a content type it cannot check, such as CSV or a problem. It never checks
     * answers, so it is given the document without their content, and without bodies that are not JSON.
     */
    private static JsonObject asFarAsCheckable(JsonObject document) {
        JsonObject copy = document.copy();
        copy.remove("servers"); // paths are whole here; the router understands no relative address
        for (JsonObject path : objects(copy.getJsonObject("paths"))) {
            for (JsonObject operation : objects(path)) {
                objects(operation.getJsonObject("responses")).forEach(answer -> answer.remove("content"));
                if (!AcceptedBodies.of(operation).isSubsetOf(AcceptedBodies.JSON)) {
                    operation.remove("requestBody");
                }
            }
        }
        objects(copy.getJsonObject("components").getJsonObject("responses"))
                .forEach(answer -> answer.remove("content"));
        return copy;
    }

    private static JsonObject declared(JsonObject document, Operation operation) {
        return document.getJsonObject("paths")
                .getJsonObject(operation.getOpenAPIPath())
                .getJsonObject(operation.getHttpMethod().name().toLowerCase(Locale.ROOT));
    }

    private static List<JsonObject> objects(@Nullable JsonObject parent) {
        return parent == null
                ? List.of()
                : parent.stream()
                        .map(Map.Entry::getValue)
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList();
    }

    private static void requireSameNames(OpenAPIContract contract, Set<String> handled) {
        Set<String> declared =
                contract.operations().stream().map(Operation::getOperationId).collect(Collectors.toSet());
        Set<String> unmatched = new TreeSet<>(declared);
        unmatched.removeAll(handled);
        if (!unmatched.isEmpty()) {
            throw new IllegalStateException("The OpenAPI document has operations without a handler: " + unmatched);
        }
        unmatched.addAll(handled);
        unmatched.removeAll(declared);
        if (!unmatched.isEmpty()) {
            throw new IllegalStateException("There are handlers without an operation in the document: " + unmatched);
        }
    }

    /** A misspelt filter, or one of two given, must not look like an answer to the question asked. */
    private static final class DeclaredQueryOnly implements Handler<RoutingContext> {
        private final Map<String, Boolean> repeatable;

        DeclaredQueryOnly(Operation operation) {
            repeatable = operation.getParameters().stream()
                    .filter(parameter -> parameter.getIn() == Location.QUERY)
                    .collect(Collectors.toMap(
                            Parameter::getName,
                            parameter -> parameter.getSchemaType() == SchemaType.ARRAY,
                            (one, other) -> one,
                            TreeMap::new));
        }

        @Override
        public void handle(RoutingContext context) {
            Optional<Problem> objection = context.queryParams().names().stream()
                    .flatMap(name ->
                            objection(name, context.queryParams().getAll(name).size()).stream())
                    .findFirst();
            if (objection.isPresent()) {
                objection.get().answer(context);
            } else {
                context.next();
            }
        }

        private Optional<Problem> objection(String name, int times) {
            Boolean mayRepeat = repeatable.get(name);
            if (mayRepeat == null) {
                return Optional.of(Problem.badParameter(
                        name,
                        repeatable.isEmpty()
                                ? "There is no query parameter " + name + " here, nor any other."
                                : "There is no query parameter " + name + " here; there are "
                                        + String.join(", ", repeatable.keySet()) + "."));
            }
            return times > 1 && !mayRepeat
                    ? Optional.of(Problem.badParameter(
                            name, "The query parameter " + name + " is given " + times + " times; it takes one value."))
                    : Optional.empty();
        }
    }
}
