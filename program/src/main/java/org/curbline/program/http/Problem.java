package org.curbline.program.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not answered as asked: the body of every answer above 399, after RFC 9457.
 *
 * @param status the HTTP status
 * @param title what kind of problem, always the same words for the same kind
 * @param detail what happened here, a sentence for a person
 * @param parameter the parameter at fault, or null where none is
 */
public record Problem(int status, String title, String detail, @Nullable String parameter) {
    public static final String CONTENT_TYPE = "application/problem+json";

    private static final int UNAVAILABLE = 503;
    private static final String RETRY_SECONDS = "5";

    /** A parameter that cannot be accepted, status 400. */
    public static Problem badParameter(String parameter, String detail) {
        return new Problem(400, "Invalid parameter", detail, parameter);
    }

    /** There is no such thing, status 404. */
    public static Problem notFound(String detail) {
        return new Problem(404, "Not found", detail, null);
    }

    /** Something this program needs is away; trying again later may help. Status 503. */
    public static Problem unavailable(String detail) {
        return new Problem(UNAVAILABLE, "Unavailable", detail, null);
    }

    boolean isUnavailable() {
        return status == UNAVAILABLE;
    }

    /** What its answer has beside its body. */
    public MultiMap headers() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE);
        return isUnavailable() ? headers.add(HttpHeaders.RETRY_AFTER, RETRY_SECONDS) : headers;
    }

    /** Ends the response with this problem. On the context's event loop. */
    public void answer(RoutingContext context) {
        if (context.response().ended()) {
            return;
        }
        if (context.response().headWritten()) {
            context.request().connection().close(); // too late to say it; a cut-off answer must not look complete
            return;
        }
        headers().forEach((name, value) -> context.response().putHeader(name, value));
        context.response().setStatusCode(status).end(toJson().toBuffer());
    }

    /** For handlers and futures that fail: the HTTP face answers with the problem. */
    public ProblemException asException() {
        return new ProblemException(this);
    }

    /** In the member names of RFC 9457; {@code parameter} is an extension and left out when null. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        return parameter == null ? json : json.put("parameter", parameter);
    }
}
