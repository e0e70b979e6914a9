package org.curbline.program.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the router together, in the order in which a request meets its parts. */
final class HttpFaceBuilder implements HttpFace.Builder {
    private static final int FIRST = -1;
    /** Longer than anybody waits for an answer, who would otherwise be cut off without a word. */
    static final int IDLE_SECONDS =
            Math.toIntExact(AnswerWorkers.PATIENCE.plusSeconds(15).toSeconds());

    /** Five hundred kiosks can be named in one. */
    private static final int ADDRESS_BYTES = 40 * 1024;

    private static final int WEB_SOCKET_BYTES = 4096;
    private static final long DEFAULT_BODY_LIMIT = 8 << 20;

    private final Vertx vertx;
    private final List<String> documents = new ArrayList<>();
    private final Map<String, Handler<RoutingContext>> operations = new LinkedHashMap<>();
    private final Map<String, Supplier<Optional<String>>> conditions = new LinkedHashMap<>();
    private final Map<String, Set<HttpMethod>> forwarded = new LinkedHashMap<>();
    private final List<Consumer<Router>> parts = new ArrayList<>();
    private final List<Consumer<Router>> pages = new ArrayList<>();
    private long bodyLimit = DEFAULT_BODY_LIMIT;
    private String images = "";

    HttpFaceBuilder(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public HttpFace.Builder api(String openApiResource, Map<String, Handler<RoutingContext>> added) {
        documents.add(openApiResource);
        added.forEach((operation, handler) -> {
            if (operations.put(operation, handler) != null) {
                throw new IllegalStateException("Two handlers are given for the operation " + operation);
            }
        });
        return this;
    }

    @Override
    public HttpFace.Builder metrics(PrometheusMeterRegistry registry, Supplier<Future<Void>> beforeScrape) {
        MetricsPage page = new MetricsPage(vertx, registry, beforeScrape);
        parts.add(router -> router.get("/metrics").handler(page));
        return this;
    }

    @Override
    public HttpFace.Builder readiness(String name, Supplier<Optional<String>> notReadyBecause) {
        conditions.put(name, notReadyBecause);
        return this;
    }

    @Override
    public HttpFace.Builder document(String path, String contentType, byte[] body) {
        Buffer bytes = Buffer.buffer(body);
        parts.add(router -> router.get(path).handler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                .end(bytes)));
        return this;
    }

    @Override
    public HttpFace.Builder pages(String classpathRoot) {
        pages.add(router -> router.get("/*").handler(new ClassPathPages(classpathRoot)));
        return this;
    }

    @Override
    public HttpFace.Builder page(String path, String file) {
        pages.add(0, router -> router.get(path).handler(context -> context.reroute(file)));
        return this;
    }

    @Override
    public HttpFace.Builder imagesFrom(String origin) {
        images = origin;
        return this;
    }

    @Override
    public HttpFace.Builder openToOtherSites(String path, String headers) {
        parts.add(router -> router.route(path).order(FIRST).handler(new OpenToOtherSites(headers)));
        return this;
    }

    @Override
    public HttpFace.Builder forward(HttpMethod method, String path, Handler<RoutingContext> to) {
        forwarded.computeIfAbsent(path, none -> new HashSet<>()).add(method);
        String route = path.replaceAll("\\{(\\w+)}", ":$1");
        parts.add(router -> router.route(method, route)
                .order(FIRST) // before anybody reads the request's body
                .handler(to));
        return this;
    }

    @Override
    public HttpFace.Builder bodyLimit(long bytes) {
        bodyLimit = bytes;
        return this;
    }

    @Override
    public Future<HttpFace> listen(String host, int port) {
        return router().compose(router -> vertx.createHttpServer(new HttpServerOptions()
                        .setHost(host)
                        .setPort(port)
                        .setIdleTimeout(IDLE_SECONDS)
                        .setMaxInitialLineLength(ADDRESS_BYTES)
                        .setCompressionSupported(true)
                        // Vert.x 5.0.8 mixes up the two versions when a client that offers to go over to HTTP/2 is
                        // answered with much at once, and Java's own client offers it with every first request.
                        .setHttp2ClearTextEnabled(false)
                        // What a small WebSocket frame inflates to has no bound, and nobody says much over one.
                        .setPerMessageWebSocketCompressionSupported(false)
                        .setPerFrameWebSocketCompressionSupported(false)
                        .setMaxWebSocketFrameSize(WEB_SOCKET_BYTES)
                        .setMaxWebSocketMessageSize(WEB_SOCKET_BYTES)
                        .addWebSocketSubProtocol("cloudevents.json"))
                .requestHandler(request -> {
                    if (request.canUpgradeToWebSocket()) {
                        request.pause(); // it can be upgraded only as long as its end has not been read
                    }
                    router.handle(request);
                })
                .listen()
                .recover(failure -> Future.failedFuture(CannotListenException.insteadOf(failure, host, port)))
                .map(HttpFace::new));
    }

    private Future<Router> router() {
        if (documents.isEmpty()) {
            return Future.succeededFuture(completed(Router.router(vertx), null));
        }
        try {
            JsonObject document = OpenApiDocuments.merged(documents);
            JsonObject shown = forwarded.isEmpty()
                    ? document
                    : document.copy().put("x-forwarded", List.copyOf(forwarded.keySet()));
            document("/openapi.json", "application/json", shown.encodePrettily().getBytes(UTF_8));
            return ApiRoutes.contract(vertx, document)
                    .map(contract ->
                            completed(ApiRoutes.router(vertx, contract, document, operations, bodyLimit), contract));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Router completed(Router router, @Nullable OpenAPIContract contract) {
        SecurityHeaders headers = new SecurityHeaders(images);
        router.route().order(FIRST).handler(context -> begin(context, headers));
        HealthPages.add(router, conditions);
        parts.forEach(part -> part.accept(router));
        pages.forEach(page -> page.accept(router));
        FailureAnswers.add(router, path -> ApiRoutes.allowed(contract, forwarded, path));
        return router;
    }

    /** What answers GET answers HEAD likewise; the server leaves the body out. */
    private static void begin(RoutingContext context, SecurityHeaders headers) {
        if (HttpMethod.HEAD.equals(context.request().method())) {
            context.put(HttpFace.HEAD_ONLY, true)
                    .reroute(HttpMethod.GET, context.request().uri());
        } else {
            headers.put(context.response());
            context.next();
        }
    }
}
