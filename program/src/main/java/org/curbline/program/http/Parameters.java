package org.curbline.program.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatedRequest;
import java.util.List;
import java.util.Optional;

/** The parameters of a request to an API operation, checked already. What is left out stays out. */
public final class Parameters {
    private final ValidatedRequest request;

    private Parameters(ValidatedRequest request) {
        this.request = request;
    }

    /** Only within a handler given to {@link HttpFace.Builder#api}. */
    public static Parameters of(RoutingContext context) {
        return new Parameters(context.get(RouterBuilder.KEY_META_DATA_VALIDATED_REQUEST));
    }

    /** A query or path parameter of one value. */
    public Optional<String> text(String name) {
        return present(name).map(RequestParameter::getString);
    }

    /** A query or path parameter that the document says is an integer. */
    public Optional<Long> whole(String name) {
        return present(name).map(RequestParameter::getLong);
    }

    /** A query or path parameter that the document says is a number. */
    public Optional<Double> number(String name) {
        return present(name).map(RequestParameter::getDouble);
    }

    /** A query parameter that may be repeated; empty when it is not there. */
    public List<String> texts(String name) {
        return present(name)
                .map(values ->
                        values.getJsonArray().stream().map(String::valueOf).toList())
                .orElse(List.of());
    }

    /** The request's body, of an operation whose document requires a JSON object. */
    public JsonObject body() {
        return request.getBody().getJsonObject();
    }

    private Optional<RequestParameter> present(String name) {
        RequestParameter inPath = request.getPathParameters().get(name);
        RequestParameter given = inPath == null ? request.getQuery().get(name) : inPath;
        return Optional.ofNullable(given).filter(parameter -> !parameter.isNull());
    }
}
