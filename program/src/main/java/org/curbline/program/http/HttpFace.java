package org.curbline.program.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Everything a program serves over HTTP, on one port. Built as a parts list, then told to listen.
 *
 * <p>Always there: {@code /health/live}, {@code /health/ready}, and, with an API, {@code /openapi.json}.
 */
public final class HttpFace {
    static final String HEAD_ONLY = "curbline.head-only";

    private final HttpServer server;

    HttpFace(HttpServer server) {
        this.server = server;
    }

    /** A face without parts; each is added by the builder. */
    public static Builder builder(Vertx vertx) {
        return new HttpFaceBuilder(vertx);
    }

    /** Whether no body is wanted, so that what would have no end must end at once. */
    public static boolean isHeadOnly(RoutingContext context) {
        return context.get(HEAD_ONLY) != null;
    }

    /** The port it listens on; what the system chose, if it was asked for port 0. */
    public int port() {
        return server.actualPort();
    }

    /**
     * Stops listening, and lets what is being answered be answered. Connections on which nothing is asked are closed at
     * once.
     *
     * @param atMost after so long the others are closed as well
     */
    public Future<Void> finish(Duration atMost) {
        return server.shutdown(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Stops listening and closes the connections. Idempotent. */
    public Future<Void> close() {
        return server.close();
    }

    /** Collects the parts. Not safe for several threads. */
    public interface Builder {
        /**
         * Serves the operations of an OpenAPI 3.1 document. May be called several times: the documents are merged into
         * one. A request is answered with a {@link Problem} before it reaches its handler if it does not fit the
         * document, an undeclared query parameter included. The document need not define
         * {@code components/schemas/Problem}; it is added.
         *
         * @param openApiResource the document's path on the class path, such as {@code org/curbline/x/openapi.json}
         * @param operations what answers each operation, by operation id; called on an event loop. All of the
         *     document's operations, no others
         */
        Builder api(String openApiResource, Map<String, Handler<RoutingContext>> operations);

        /**
         * Serves {@code /metrics} in Prometheus' format. One scrape at a time.
         *
         * @param beforeScrape completed before the meters are read, so that they can be made to agree with each other
         */
        Builder metrics(PrometheusMeterRegistry registry, Supplier<Future<Void>> beforeScrape);

        /**
         * A condition of {@code /health/ready}: with any reason given, it answers 503 and the reasons.
         *
         * @param notReadyBecause asked on an event loop, so it must not block; empty when ready
         */
        Builder readiness(String name, Supplier<Optional<String>> notReadyBecause);

        /** Serves a document that does not change, such as {@code /asyncapi.yaml}. */
        Builder document(String path, String contentType, byte[] body);

        /** Serves files of the class path below a folder, at {@code /}, {@code index.html} for a folder. */
        Builder pages(String classpathRoot);

        /**
         * Serves one of the pages' files at every address that fits, for pages that are about one thing of many.
         *
         * @param path with a parameter, such as {@code /things/:id}; the page reads its own address
         * @param file of {@link #pages}, such as {@code /thing.html}
         */
        Builder page(String path, String file);

        /**
         * Lets pages show pictures of another origin; nothing else is ever loaded from elsewhere.
         *
         * @param origin such as {@code https://tiles.example:8443}; empty for none
         */
        Builder imagesFrom(String origin);

        /**
         * Lets pages of any site read what is answered below a path.
         *
         * @param path such as {@code /open/*}
         * @param headers of the answers, which such pages may read, too; with commas between them
         */
        Builder openToOtherSites(String path, String headers);

        /**
         * Leaves requests to somebody else, who reads them and ends their responses. {@code /openapi.json} names the
         * path below {@code x-forwarded}, as it is described elsewhere.
         *
         * @param path as an OpenAPI document has it, such as {@code /things/{id}}
         */
        Builder forward(HttpMethod method, String path, Handler<RoutingContext> to);

        /** How long a request's body may be, in bytes. Default 8 MiB; longer is answered with 413. */
        Builder bodyLimit(long bytes);

        /**
         * Builds and listens. Fails with {@link CannotListenException} if the port is taken, and with
         * {@link IllegalStateException} if documents and handlers do not fit together.
         *
         * @param port 0 for any that is free
         */
        Future<HttpFace> listen(String host, int port);
    }
}
