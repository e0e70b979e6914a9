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
import io.vertx.openapi.validation.ValidatableRequest;
import java.net.URLEncoder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The extractor decodes query parameters that are decoded already, which makes a space of {@code %2B}, and takes text
 * that can be read as a number for one, such as a kiosk's id {@code 12}. So it is shown them encoded again, and text as
 * a JSON string.
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
                            .map(value -> text.contains(name) ? Json.encode(value) : value)
                            .map(value -> URLEncoder.encode(value, UTF_8))
                            .toList());
        }
        try {
            return extractor.extractValidatableRequest(context, operation);
        } finally {
            params.setAll(decoded);
        }
    }

    /** The query parameters that are text, or several. */
    private static Set<String> texts(Operation operation) {
        return operation.getParameters().stream()
                .filter(parameter -> parameter.getIn() == Location.QUERY && isText(parameter))
                .map(Parameter::getName)
                .collect(Collectors.toSet());
    }

    private static boolean isText(Parameter parameter) {
        Object items = parameter.getSchema().get("items");
        return parameter.getSchemaType() == SchemaType.STRING
                || (items instanceof JsonObject item && "string".equals(item.getString("type")));
    }
}
