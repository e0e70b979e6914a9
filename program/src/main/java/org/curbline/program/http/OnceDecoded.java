package org.curbline.program.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.ValidatableRequest;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The extractor decodes query parameters that are decoded already, which makes a space of {@code %2B}, and what comes
 * after it takes text that can be read as a number for one, such as a kiosk's id {@code 12}. So the extractor is shown
 * the query encoded again, and what comes after it is shown text as a JSON string.
 */
final class OnceDecoded implements RequestExtractor {
    private final RequestExtractor extractor = RequestExtractor.withBodyHandler();
    private final Map<String, Set<String>> texts = new ConcurrentHashMap<>();

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(RoutingContext context, Operation operation) {
        MultiMap params = context.request().params();
        MultiMap decoded = MultiMap.caseInsensitiveMultiMap().addAll(params);
        Set<String> text = texts.computeIfAbsent(operation.getOperationId(), first -> texts(operation));
        for (String name : List.copyOf(params.names())) {
            params.set(
                    name,
                    params.getAll(name).stream()
                            .map(value -> text.contains(Location.QUERY + name) ? Json.encode(value) : value)
                            .map(value -> URLEncoder.encode(value, UTF_8))
                            .toList());
        }
        try {
            return extractor
                    .extractValidatableRequest(context, operation)
                    .map(request -> new WithTexts(
                            request,
                            quoted(request.getHeaders(), Location.HEADER, text),
                            quoted(request.getPathParameters(), Location.PATH, text)));
        } finally {
            params.setAll(decoded);
        }
    }

    private static Map<String, RequestParameter> quoted(
            Map<String, RequestParameter> parameters, Location location, Set<String> texts) {
        Map<String, RequestParameter> quoted = new HashMap<>(parameters);
        quoted.replaceAll((name, parameter) -> {
            if (!parameter.isString() || !texts.contains(location + name)) {
                return parameter;
            }
            String json = Json.encode(parameter.getString());
            return () -> json;
        });
        return quoted;
    }

    /** The parameters that are text, or several, each as its place and its name. */
    private static Set<String> texts(Operation operation) {
        return operation.getParameters().stream()
                .filter(OnceDecoded::isText)
                .map(parameter -> parameter.getIn() + parameter.getName())
                .collect(Collectors.toSet());
    }

    private static boolean isText(Parameter parameter) {
        Object items = parameter.getSchema().get("items");
        return parameter.getSchemaType() == SchemaType.STRING
                || (items instanceof JsonObject item && "string".equals(item.getString("type")));
    }

    private record WithTexts(
            ValidatableRequest request,
            Map<String, RequestParameter> getHeaders,
            Map<String, RequestParameter> getPathParameters)
            implements ValidatableRequest {
        @Override
        public Map<String, RequestParameter> getQuery() {
            return request.getQuery();
        }

        @Override
        public Map<String, RequestParameter> getCookies() {
            return request.getCookies();
        }

        @Override
        public RequestParameter getBody() {
            return request.getBody();
        }

        @Override
        public String getContentType() {
            return request.getContentType();
        }
    }
}
