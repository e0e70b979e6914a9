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
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.curbline.program.http.HttpFace;
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
    private static final int SILENT_SECONDS = 65;

    private final String address;
    private final HttpMethod method;

    private GatewayForwarding(URI gateway, HttpMethod method) {
        this.address = gateway.toString();
        this.method = method;
    }

    /**
     * Adds it to what a program serves.
     *
     * @param gateway with scheme, host and, unless it is the scheme's own, port
     */
    public static void addTo(HttpFace.Builder face, Vertx vertx, URI gateway) {
        Forwarded read = new Forwarded(vertx, gateway, MOST_QUESTIONS);
        READ.forEach(path -> face.forward(HttpMethod.GET, path, read::forward));
        Forwarded events = new Forwarded(vertx, gateway, MOST_LISTENERS);
        face.forward(HttpMethod.GET, EVENTS, events::forward);
        face.forward(HttpMethod.POST, REPLAY, read::forwardOfOwnPages);
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
        context.request()
                .setMethod(method)
                .headers()
                .remove(HttpHeaders.AUTHORIZATION)
                .remove(HttpHeaders.COOKIE);
        return context.sendRequest().recover(away -> Future.succeededFuture(unavailable(context)));
    }

    /** What both say of every answer is said once. */
    @Override
    public Future<Void> handleProxyResponse(ProxyContext context) {
        MultiMap said = context.request().proxiedRequest().response().headers();
        said.names().forEach(context.response().headers()::remove);
        return context.sendResponse();
    }

    private ProxyResponse unavailable(ProxyContext context) {
        Problem problem = Problem.unavailable("The gateway at " + address + " does not answer.");
        return context.request()
                .release()
                .response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.CONTENT_TYPE)
                .setBody(Body.body(problem.toJson().toBuffer()));
    }

    /** One connection for each that is under way. */
    private static final class Forwarded {
        private final HttpProxy gets;
        private final HttpProxy heads;
        private final HttpProxy posts;

        Forwarded(Vertx vertx, URI gateway, int connections) {
            boolean isSecure = gateway.getScheme().equalsIgnoreCase("https");
            int port = gateway.getPort() < 0 ? (isSecure ? 443 : 80) : gateway.getPort();
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setSsl(isSecure)
                            .setConnectTimeout(CONNECT_MILLIS)
                            .setIdleTimeout(SILENT_SECONDS),
                    new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(connections));
            gets = proxy(client, gateway, port, HttpMethod.GET);
            heads = proxy(client, gateway, port, HttpMethod.HEAD);
            posts = proxy(client, gateway, port, HttpMethod.POST);
        }

        private static HttpProxy proxy(HttpClient client, URI gateway, int port, HttpMethod method) {
            return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                    .origin(port, gateway.getHost())
                    .addInterceptor(new GatewayForwarding(gateway, method));
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
