package org.curbline.program.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LargeAnswersTest {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    @Timeout(120)
    void whoDoesNotTakeAnAnswerKeepsNobodysMemoryFull() throws Exception {
        TaggedAnswer answer = TaggedAnswer.of("text/plain", Buffer.buffer(new byte[40 << 20]));
        TaggedAnswer small = TaggedAnswer.of("text/plain", "small");
        Router router = Router.router(vertx);
        router.get("/large").handler(answer::send);
        router.get("/small").handler(small::send);
        int port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        List<Socket> idle = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            idle.add(askAndReadTheHead(port));
        }

        assertEquals(UNAVAILABLE, status(port, "/large"));
        assertEquals(OK, status(port, "/small"));
        for (Socket socket : idle) {
            socket.close();
        }
        while (status(port, "/large") == UNAVAILABLE) { // until it is seen that they have gone
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertEquals(OK, status(port, "/large"));
        assertEquals(OK, status(port, "/large"));
        assertEquals(OK, status(port, "/large"));
    }

    private static Socket askAndReadTheHead(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream().write("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
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
