package org.curbline.telemetry.api;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.MediaType;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.curbline.program.http.HttpFace;
import org.curbline.program.http.Outage;
import org.curbline.program.http.Problem;

/**
 * Lets the telemetry service's address answer what only a gateway knows, and pages show: how kiosks are, the stream of
 * events, the books, and what was refused, which can be replayed. A gateway decides much more, none of which is
 * forwarded; nor is who asks. On event loops.
 */
public final class GatewayForwarding implements ProxyInterceptor {
    private static final List<String> READ = List.of(
            "/api/v1/kiosks",
            "/api/v1/kiosks/{id}",
            "/api/v1/kiosks/{id}/history",
            "/api/v1/status",
            "/api/v1/books",
            "/api/v1/quarantine");
    private static final String EVENTS = "/api/v1/events";
    private static final String REPLAY = "/api/v1/quarantine/replay";

    /** What stands before a gateway may take them for other addresses. */
    private static final Pattern OF_PATHS = Pattern.compile("[/\\\\]|\\.\\.");

    private static final int MOST_QUESTIONS = 64;
    /** Each page that is open listens all the time. */
    private static final int MOST_LISTENERS = 2_000;

    private static final int CONNECT_MILLIS = 3_000;
    /** Longer than a gateway takes for an answer, shorter than who asks is kept; a stream says something sooner. */
    private static final Duration SILENT = Duration.ofSeconds(65);

    /** Who has forwarded a request; one that comes back has been sent to a service that forwards it, too. */
    private static final String VIA = "Via";

    private static final String NAME = "curbline-telemetry-service";

    private static final Problem LOOP = new Problem(
            508,
            "Loop detected",
            "curbline.telemetry.gateway-url names a telemetry service, which does not know this either; it must be the"
                    + " address of a gateway.",
            null);

    private static final MediaType PROBLEM = MediaType.parse(Problem.CONTENT_TYPE);

    private final URI gateway;
    private final HttpMethod method;
    private final Outage outage;

    private GatewayForwarding(URI gateway, HttpMethod method, Outage outage) {
        this.gateway = gateway;
        this.method = method;
        this.outage = outage;
    }

    /**
     * Adds it to what a program serves.
     *
     * @param gateway with scheme, host and, unless it is the scheme's own, port
     */
    public static void addTo(HttpFace.Builder face, Vertx vertx, URI gateway) {
        addTo(face, vertx, gateway, SILENT);
    }

    /** @param silent how long a gateway may say nothing */
    static void addTo(HttpFace.Builder face, Vertx vertx, URI gateway, Duration silent) {
        Outage outage = new Outage("the gateway", Throwable.class);
        Forwarded read = new Forwarded(vertx, gateway, outage, MOST_QUESTIONS, silent);
        READ.forEach(path -> face.forward(HttpMethod.GET, path, read::forward));
        Forwarded events = new Forwarded(vertx, gateway, outage, MOST_LISTENERS, silent);
        face.forward(HttpMethod.GET, EVENTS, events::forward);
        face.forward(HttpMethod.POST, REPLAY, read::forwardOfOwnPages);
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        MultiMap headers = context.request().setMethod(method).headers();
        if (headers.getAll(VIA).stream().anyMatch(passed -> passed.contains(NAME))) {
            return Future.succeededFuture(instead(context, LOOP));
        }
        headers.remove(HttpHeaders.AUTHORIZATION).remove(HttpHeaders.COOKIE).add(VIA, "1.1 " + NAME);
        return context.sendRequest().recover(away -> {
            String where = "The gateway at " + gateway + " does not answer";
            return Future.succeededFuture(instead(context, outage.problem(new IOException(where, away))));
        });
    }

    /** What both say of every answer is said once. */
    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        MultiMap said = context.request().proxiedRequest().response().headers();
        said.names().forEach(context.response().headers()::remove);
        return context.sendResponse();
    }

    private static ProxyResponse instead(ProxyContext context, Problem problem) {
        ProxyResponse response = context.request().release().response().setStatusCode(problem.status());
        problem.headers().forEach((name, value) -> response.putHeader(name, value));
        return response.setBody(Body.body(problem.toJson().toBuffer(), PROBLEM));
    }

    /** One connection for each that is under way. */
    private static final class Forwarded {
        private final HttpProxy gets;
        private final HttpProxy heads;
        private final HttpProxy posts;

        Forwarded(Vertx vertx, URI gateway, Outage outage, int connections, Duration silent) {
            boolean isSecure = gateway.getScheme().equalsIgnoreCase("https");
            int port = gateway.getPort() < 0 ? (isSecure ? 443 : 80) : gateway.getPort();
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setSsl(isSecure)
                            .setConnectTimeout(CONNECT_MILLIS)
                            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                            .setIdleTimeout(Math.toIntExact(silent.toMillis())),
                    new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(connections));
            Function<HttpMethod, HttpProxy> proxy =
                    method -> HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                            .origin(port, gateway.getHost())
                            .addInterceptor(new GatewayForwarding(gateway, method, outage));
            gets = proxy.apply(HttpMethod.GET);
            heads = proxy.apply(HttpMethod.HEAD);
            posts = proxy.apply(HttpMethod.POST);
        }

        void forward(RoutingContext context) {
            boolean isPath = context.pathParams().values().stream()
                    .anyMatch(value -> OF_PATHS.matcher(value).find());
            if (isPath) {
                Problem.notFound("No kiosk has such an id.").answer(context);
            } else {
                (HttpFace.isHeadOnly(context) ? heads : gets).handle(context.request());
            }
        }

        /** Nobody else's, which a browser would send its password with. */
        void forwardOfOwnPages(RoutingContext context) {
            String site = context.request().getHeader("Sec-Fetch-Site");
            if (site == null || site.equals("same-origin") || site.equals("none")) {
                posts.handle(context.request());
            } else {
                new Problem(403, "Forbidden", "Pages of other origins may not do this.", null).answer(context);
            }
        }
    }
}
