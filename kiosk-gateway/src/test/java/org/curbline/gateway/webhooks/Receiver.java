package org.curbline.gateway.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.curbline.gateway.EventDocument;

/** A real server that is told of events, and answers as the test wants. */
public final class Receiver implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final HttpServer server;
    private volatile Consumer<HttpServerRequest> answer = answering(204);

    public Receiver() {
        this(new HttpServerOptions());
    }

    public Receiver(HttpServerOptions options) {
        server = vertx.createHttpServer(options.setHost("127.0.0.1"))
                .requestHandler(request -> request.body().onSuccess(body -> {
                    Consumer<HttpServerRequest> how = answer; // before the test knows of it, and may say another
                    told.add(new Told(request, body.toString(UTF_8)));
                    how.accept(request);
                }))
                .listen(options.getPort() == 80 ? 0 : options.getPort())
                .await();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook?token=1";
    }

    public int port() {
        return server.actualPort();
    }

    /** From now on. */
    public void answers(Consumer<HttpServerRequest> how) {
        answer = how;
    }

    /** From now on. */
    public void answers(int status) {
        answer = answering(status);
    }

    public static Consumer<HttpServerRequest> answering(int status) {
        return request -> request.response().setStatusCode(status).end();
    }

    /** The next request, for which it waits. */
    public Told next() throws InterruptedException {
        Told next = told.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("Nothing was told");
        }
        EventDocument.require(next.event());
        return next;
    }

    public List<Told> next(int number) throws InterruptedException {
        List<Told> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(next());
        }
        return all;
    }

    /** Whether nothing came for a moment. */
    public boolean isSilent() throws InterruptedException {
        return told.poll(500, TimeUnit.MILLISECONDS) == null;
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    /** One request. */
    public static final class Told {
        private final Map<String, List<String>> headers = new HashMap<>();
        private final String body;
        final long nanos = System.nanoTime();

        Told(HttpServerRequest request, String body) {
            this.body = body;
            request.headers()
                    .names()
                    .forEach(name -> headers.put(name, request.headers().getAll(name)));
        }

        public String header(String name) {
            return httpHeaders().firstValue(name).orElse("");
        }

        public String id() {
            return header("webhook-id");
        }

        public JsonObject event() {
            return new JsonObject(body);
        }

        public String text() {
            return body;
        }

        /** As receivers do it, with the library of those who wrote the specification. */
        public boolean isSignedWith(String secret) {
            try {
                new Webhook(secret).verify(body, httpHeaders());
                return true;
            } catch (WebhookVerificationException e) {
                return false;
            }
        }

        private HttpHeaders httpHeaders() {
            return HttpHeaders.of(headers, (name, value) -> true);
        }
    }
}
