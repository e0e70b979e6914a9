package org.curbline.program.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LargeAnswersIT {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    @Timeout(120)
    void whoDoesNotTakeAnAnswerKeepsNobodysMemoryFull() throws Exception {
        TaggedAnswer small = TaggedAnswer.of("text/plain", "small");
        Map<String, TaggedAnswer> answers =
                Map.of("/large", large(), "/second", large(), "/third", large(), "/small", small);
        int port = listen(new HttpServerOptions(), answers);
        List<Socket> idle = new ArrayList<>();
        for (String path : List.of("/large", "/large", "/large", "/second")) {
            idle.add(askAndReadTheHead(port, path));
        }

        assertEquals(OK, status(port, "/large"), "it is in memory already, and once");
        assertEquals(UNAVAILABLE, status(port, "/third"));
        assertEquals(OK, status(port, "/small"));
        for (Socket socket : idle) {
            socket.close();
        }
        while (status(port, "/third") == UNAVAILABLE) { // until it is seen that they have gone
            TimeUnit.MILLISECONDS.sleep(10);
        }
        for (String path : List.of("/large", "/second", "/third", "/large")) {
            assertEquals(OK, status(port, path));
        }
    }

    private static TaggedAnswer large() {
        return TaggedAnswer.of("text/plain", Buffer.buffer(new byte[40 << 20]));
    }

    @Test
    @Timeout(120)
    void whoTakesALargeAnswerSlowlyIsNotCutOff() throws Exception {
        byte[] body = new byte[12 << 20];
        new Random(1).nextBytes(body);
        TaggedAnswer answer = TaggedAnswer.of("application/octet-stream", Buffer.buffer(body));
        int port = listen(new HttpServerOptions().setIdleTimeout(1), Map.of("/large", answer));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.getOutputStream()
                    .write("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            InputStream taken = socket.getInputStream();
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (byte[] some = taken.readNBytes(512 * 1024); some.length > 0; some = taken.readNBytes(512 * 1024)) {
                all.write(some);
                TimeUnit.MILLISECONDS.sleep(200);
            }
            byte[] came = all.toByteArray();
            int head = all.toString(US_ASCII).indexOf("\r\n\r\n") + 4;
            assertArrayEquals(body, Arrays.copyOfRange(came, head, came.length));
        }
    }

    @Test
    void whatIsTooLargeForOthersIsSentAlone() throws Exception {
        TaggedAnswer answer = TaggedAnswer.of("text/plain", Buffer.buffer(new byte[100 << 20]));
        int port = listen(new HttpServerOptions(), Map.of("/large", answer));
        assertEquals(OK, status(port, "/large"));
        HttpRequest head = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/large"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<Void> headOnly = client.send(head, BodyHandlers.discarding());
        assertEquals(OK, headOnly.statusCode());
        assertEquals(
                100 << 20, headOnly.headers().firstValueAsLong("Content-Length").orElseThrow());
        assertEquals(OK, status(port, "/large"));
    }

    private int listen(HttpServerOptions options, Map<String, TaggedAnswer> answers) {
        Router router = Router.router(vertx);
        answers.forEach((path, answer) -> router.route(path).handler(answer::send));
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    private static Socket askAndReadTheHead(int port, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
        InputStream answer = socket.getInputStream();
        assertEquals("HTTP/1.1 200", new String(answer.readNBytes("HTTP/1.1 200".length()), US_ASCII));
        return socket;
    }

    private int status(int port, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
