package org.curbline.telemetry.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.program.http.HttpFace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatewayForwardingTest {
    private static final Duration PATIENT = Duration.ofSeconds(50);
    private static final String AWAY =
            "The gateway does not answer at the moment. Nothing that was stored is lost; ask again in some seconds.";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void gatewayThatAcceptsAndNeverAnswersIsGivenUp() throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        NetServer silent = vertx.createNetServer()
                .connectHandler(connection -> accepted.incrementAndGet())
                .listen(0, "127.0.0.1")
                .await();
        int port = forwardingTo(silent.actualPort(), Duration.ofMillis(200), 0);

        for (String path : new String[] {"/api/v1/books", "/api/v1/events"}) {
            requireAway(ask("GET", port, path));
        }
        requireAway(ask("POST", port, "/api/v1/quarantine/replay"));
        assertEquals(3, accepted.get());
    }

    @Test
    void gatewayWhereNobodyListensIsAwayAtOnce() throws Exception {
        requireAway(ask("GET", forwardingTo(free(), PATIENT, 0), "/api/v1/status"));
    }

    @Test
    void serviceThatForwardsToItselfSaysSoInsteadOfAskingForEver() throws Exception {
        int own = free();
        int port = forwardingTo(own, PATIENT, own);

        HttpResponse<String> answer = ask("GET", port, "/api/v1/books");
        assertEquals(508, answer.statusCode());
        assertEquals(
                "curbline.telemetry.gateway-url names a telemetry service, which does not know this either;"
                        + " it must be the address of a gateway.",
                new JsonObject(answer.body()).getString("detail"));
    }

    @Test
    void otherMethodsAreToldThoseThatAreForwarded() throws Exception {
        HttpServer gateway = vertx.createHttpServer()
                .requestHandler(request -> request.response().end("of " + request.path()))
                .listen(0, "127.0.0.1")
                .await();
        int port = forwardingTo(gateway.actualPort(), PATIENT, 0);

        assertEquals(
                "of /api/v1/kiosks/a/history",
                ask("GET", port, "/api/v1/kiosks/a/history").body());
        requireAllowed("GET, HEAD", ask("PUT", port, "/api/v1/kiosks/a/history"));
        requireAllowed("GET, HEAD", ask("POST", port, "/api/v1/events"));
        requireAllowed("POST", ask("GET", port, "/api/v1/quarantine/replay"));
        requireAllowed("POST", ask("DELETE", port, "/api/v1/quarantine/replay"));
    }

    private static void requireAllowed(String methods, HttpResponse<String> answer) {
        assertEquals(405, answer.statusCode());
        assertEquals(methods, answer.headers().firstValue("Allow").orElse(""));
        assertTrue(answer.body().contains(", but " + methods + "."), answer.body());
    }

    private static void requireAway(HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElse(""));
        assertEquals("5", answer.headers().firstValue("Retry-After").orElse(""));
        assertEquals(AWAY, new JsonObject(answer.body()).getString("detail"), "nothing of where it is");
    }

    private int forwardingTo(int gateway, Duration silent, int port) {
        HttpFace.Builder face = HttpFace.builder(vertx);
        GatewayForwarding.addTo(face, vertx, URI.create("http://127.0.0.1:" + gateway), silent);
        return face.listen("127.0.0.1", port).await().port();
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> ask(String method, int port, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
