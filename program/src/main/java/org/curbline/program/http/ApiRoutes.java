package org.curbline.program.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Routes the operations of a document to their handlers, and lets through only what the document allows. */
final class ApiRoutes {
    private ApiRoutes() {}

    static Future<Router> router(
            Vertx vertx, JsonObject document, Map<String, Handler<RoutingContext>> operations, long bodyLimit) {
        return OpenAPIContract.from(vertx, document.copy()).map(contract -> {
            requireSameNames(contract, operations.keySet());
            RouterBuilder builder = RouterBuilder.create(vertx, contract, RequestExtractor.withBodyHandler())
                    .rootHandler(BodyHandler.create(false).setBodyLimit(bodyLimit));
            for (OpenAPIRoute route : builder.getRoutes()) {
                Operation operation = route.getOperation();
                Handler<RoutingContext> handler = operations.get(operation.getOperationId());
                if (handler != null) {
                    route.addHandler(new DeclaredQueryOnly(operation)).addHandler(handler);
                }
            }
            return builder.createRouter();
        });
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

    /** A misspelt filter must not look like an answer to the question asked. */
    private static final class DeclaredQueryOnly implements Handler<RoutingContext> {
        private final Set<String> declared;

        DeclaredQueryOnly(Operation operation) {
            declared = operation.getParameters().stream()
                    .filter(parameter -> parameter.getIn() == Location.QUERY)
                    .map(Parameter::getName)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public void handle(RoutingContext context) {
            for (String name : context.queryParams().names()) {
                if (!declared.contains(name)) {
                    Problem.badParameter(name, "There is no query parameter " + name + " here; there are " + declared)
                            .answer(context);
                    return;
                }
            }
            context.next();
        }
    }
}
