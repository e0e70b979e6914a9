package org.curbline.telemetry.api;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.net.URI;
import java.util.List;
import org.curbline.program.http.HttpFace;
import org.curbline.program.http.Problem;

/**
 * Lets the telemetry service's address answer what only a gateway knows, and pages show: how kiosks are, the stream of
 * events, the books, and what was refused, which can be replayed. A gateway decides much more, none of which is
 * forwarded. On event loops.
 */
public final class GatewayForwarding implements ProxyInterceptor {
    private static final List<String> READ = List.of(
            "/api/v1/kiosks",
            "/api/v1/kiosks/{id}",
            "/api/v1/kiosks/{id}/history",
            "/api/v1/status",
            "/api/v1/events",
            "/api/v1/books",
            "/api/v1/quarantine");
    private static final String REPLAY = "/api/v1/quarantine/replay";
    /** Each page that listens to events has one all the time. */
    private static final int MOST_CONNECTIONS = 2_000;

    private static final int CONNECT_MILLIS = 3_000;

    private final String address;

    private GatewayForwarding(URI gateway) {
        this.address = gateway.toString();
    }

    /**
     * Adds it to what a program serves.
     *
     * @param gateway with scheme, host and, unless it is the scheme's own, port
     */
    public static HttpFace.Builder add(HttpFace.Builder face, Vertx vertx, URI gateway) {
        boolean isSecure = gateway.getScheme().equals("https");
        int port = gateway.getPort() < 0 ? (isSecure ? 443 : 80) : gateway.getPort();
        HttpProxy proxy = HttpProxy.reverseProxy(
                        new ProxyOptions().setSupportWebSocket(false),
                        vertx.createHttpClient(
                                new HttpClientOptions().setSsl(isSecure).setConnectTimeout(CONNECT_MILLIS),
                                new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS)))
                .origin(port, gateway.getHost())
                .addInterceptor(new GatewayForwarding(gateway));
        READ.forEach(path -> face.forward(HttpMethod.GET, path, proxy));
        return face.forward(HttpMethod.POST, REPLAY, proxy);
    }

    @Override
    public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
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
}
