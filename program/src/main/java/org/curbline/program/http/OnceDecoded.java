package org.curbline.program.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RequestExtractor;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.ValidatableRequest;
import java.net.URLEncoder;
import java.util.List;

/**
 * The extractor decodes query parameters that are decoded already, which makes a space of {@code %2B}. So it is shown
 * them encoded again.
 */
final class OnceDecoded implements RequestExtractor {
    private final RequestExtractor extractor = RequestExtractor.withBodyHandler();

    @Override
    public Future<ValidatableRequest> extractValidatableRequest(RoutingContext context, Operation operation) {
        MultiMap params = context.request().params();
        MultiMap decoded = MultiMap.caseInsensitiveMultiMap().addAll(params);
        for (String name : List.copyOf(params.names())) {
            params.set(
                    name,
                    params.getAll(name).stream()
                            .map(value -> URLEncoder.encode(value, UTF_8))
                            .toList());
        }
        try {
            return extractor.extractValidatableRequest(context, operation);
        } finally {
            params.setAll(decoded);
        }
    }
}
