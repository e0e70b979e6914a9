package org.curbline.program.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets pages of any site read answers, with the headers named (CORS, as of the Fetch standard): those may also be asked
 * for only if changed. Said to everybody, asked by another site's page or not, so that caches in between need not tell
 * them apart. On event loops.
 */
final class OpenToOtherSites implements Handler<RoutingContext> {
    private static final String ASKED_WITH = "Accept, Cache-Control, If-None-Match";
    private static final String A_DAY_SECONDS = "86400";

    private final String headers;

    /** @param headers which may be read beside those that any page may read, with commas between them */
    OpenToOtherSites(String headers) {
        this.headers = headers;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, headers);
        boolean asksBefore = HttpMethod.OPTIONS.equals(context.request().method())
                && context.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (!asksBefore) {
            context.next();
            return;
        }
        response.setStatusCode(204)
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ASKED_WITH)
                .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, A_DAY_SECONDS)
                .end();
    }
}
