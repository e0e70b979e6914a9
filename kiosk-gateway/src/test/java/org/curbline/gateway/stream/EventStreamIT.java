package org.curbline.gateway.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.curbline.gateway.WebSocketReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventStreamIT {
    private static final int KEPT = 100;
    private static final String HANDSHAKE =
            """
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            """;
    private static final Instant NOON = Instant.parse("2026-11-23T17:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    /** Whether a request is answered only once who asked has gone. */
    private volatile boolean slow;

    private final AtomicInteger answeredLate = new AtomicInteger();
    private volatile Instant now = NOON;
    private volatile Duration heartbeat = FeedReader.HEARTBEAT;
    private volatile Duration webSocketHeartbeat = FeedReader.HEARTBEAT;
    private EventFeed feed = new EventFeed(() -> now, Duration.ofHours(1), KEPT);
    private HttpServer server;

    @BeforeEach
    void serve() {
        EventFilter all = new EventFilter(Set.of(), Set.of(), Set.of(), Set.of(), kiosk -> "");
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    if (WebSocketStream.isAskedFor(request)) {
                        WebSocketStream.begin(vertx, feed, all, request, null, webSocketHeartbeat);
                    } else {
                        String last = request.getHeader("Last-Event-ID");
                        Runnable begin = () -> EventStream.begin(vertx, feed, all, request, last, heartbeat);
                        if (slow) {
                            onceGone(request, begin);
                        } else {
                            begin.run();
                        }
                    }
                })
                .listen(0, "127.0.0.1")
                .await();
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void readerThatDoesNotKeepUpIsToldAndCutOff() throws Exception {
        try (Socket slow = connect(2048, "")) {
            assertEquals('H', slow.getInputStream().read());
            for (int i = 0; i < 60_000; i++) {
                feed.append(fact(i)); // far more than all the buffers on the way hold
            }
            String read = toTheEnd(slow);
            assertTrue(read.contains("event: cut-off\ndata: {\"reason\""), () -> read.substring(read.length() - 300));
            String last = read.substring(read.lastIndexOf("id: ") + 4, read.indexOf('\n', read.lastIndexOf("id: ")));
            assertNull(feed.after(last), "what it has yet to read is gone");
        }
    }

    /** Whether what it has yet to read is kept, or it was cut off and did not read that. */
    @ParameterizedTest
    @ValueSource(ints = {60_000, KEPT})
    void readerThatTakesNothingIsGivenUpAndOneThatReadsIsNot(int kept) throws Exception {
        heartbeat = Duration.ofMillis(200);
        feed = new EventFeed(() -> now, Duration.ofHours(1), kept);
        try (Socket deaf = connect(2048, "")) {
            assertEquals('H', deaf.getInputStream().read());
            for (int i = 0; i < 60_000; i++) {
                feed.append(fact(i));
            }
            try (Socket alive = connect(2048, "")) {
                readUntilHeard(alive, ": still here\n\n", 6); // more beats than a deaf one is left
                assertEquals(1, awaitReaders(1), "only the deaf one is given up");
                readUntilClosed(deaf);
            }
        }
    }

    @Test
    void webSocketReaderThatDoesNotKeepUpIsToldAndCutOff() throws Exception {
        try (Socket slow = connect(2048, HANDSHAKE)) {
            assertEquals('H', slow.getInputStream().read());
            for (int i = 0; i < 60_000; i++) {
                feed.append(fact(i));
            }
            String read = toTheClose(slow);
            assertTrue(
                    read.contains("\"type\":\"org.curbline.stream.cut-off\""),
                    () -> read.substring(read.length() - 600));
            assertTrue(read.contains(FeedReader.NOT_KEPT), "it is told why");
            assertEquals(0, awaitReaders(0));
        }
    }

    @Test
    void webSocketListenerIsPingedAndOneThatIsGoneIsGivenUp() throws Exception {
        webSocketHeartbeat = Duration.ofSeconds(2); // and not so short that a pause of the machine is four of them
        try (WebSocketReader alive = WebSocketReader.open(URI.create("ws://127.0.0.1:" + server.actualPort() + "/"));
                Socket gone = connect(2048, HANDSHAKE)) {
            assertEquals('H', gone.getInputStream().read());
            assertEquals(2, awaitReaders(2));
            assertEquals(1, awaitReaders(1), "it answered no ping");
            assertTrue(alive.pings() > 3, "the other one did");
        }
    }

    @Test
    void readerThatIsGoneBeforeItIsAnsweredIsNone() throws Exception {
        slow = true;
        connect(2048, "").close();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (answeredLate.get() == 0 && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        assertEquals(1, answeredLate.get(), "the server saw that it had gone");
        assertEquals(0, feed.readers());
    }

    /** As after validation, which is done on another thread. */
    private void onceGone(HttpServerRequest request, Runnable begin) {
        vertx.setPeriodic(10, timer -> {
            if (request.response().closed()) {
                vertx.cancelTimer(timer);
                begin.run();
                answeredLate.incrementAndGet();
            }
        });
    }

    private int awaitReaders(int expected) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (feed.readers() != expected && System.nanoTime() < until) {
            Thread.sleep(20);
        }
        return feed.readers();
    }

    @Test
    void onlyTheLastHourAndOnlySoManyAreKept() {
        for (int i = 1; i <= KEPT + 5; i++) {
            feed.append(fact(i));
        }
        assertNull(feed.read(5, 10));
        assertEquals(10, kept(6));
        now = NOON.plus(Duration.ofMinutes(61));
        feed.append(fact(0));
        assertNull(feed.read(KEPT + 5, 10));
        assertEquals(1, kept(KEPT + 6));
        assertEquals(0, kept(KEPT + 7));
    }

    @Test
    void idThatIsNotOfThisFeedOrLiesAheadIsNotFollowed() {
        feed.append(fact(1));
        FeedEvent first = Objects.requireNonNull(feed.read(1, 1)).get(0);
        String frame = new String(first.frame(), UTF_8);
        String id = frame.substring(4, frame.indexOf('\n'));
        JsonObject webSocket = new JsonObject(first.jsonWithPosition());
        assertEquals(id, webSocket.remove("position"));
        assertEquals(webSocket, new JsonObject(first.event().json()));
        assertEquals(fact(1), first.event());
        assertEquals(2L, feed.after(id));
        assertNull(feed.after(id + "0"));
        assertNull(feed.after("1"));
        assertNull(feed.after("00000000-1"));
        assertNull(feed.after(id.substring(0, id.length() - 1) + "x"));
    }

    private int kept(long from) {
        return Objects.requireNonNull(feed.read(from, 10)).size();
    }

    private Socket connect(int receiveBuffer, String headers) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setSoTimeout(60_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
        socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: curbline\r\n" + headers + "\r\n").getBytes(UTF_8));
        return socket;
    }

    /** Reads to the last chunk, which is empty. */
    private static String toTheEnd(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        byte[] some = new byte[65536];
        while (read.length() < 5 || !read.substring(read.length() - 5).equals("0\r\n\r\n")) {
            int length = socket.getInputStream().read(some);
            assertTrue(length > 0, "the answer ends as HTTP says");
            read.append(new String(some, 0, length, US_ASCII));
        }
        return read.toString();
    }

    private static void readUntilHeard(Socket socket, String what, int times) throws IOException {
        String read = "";
        byte[] some = new byte[4096];
        while (read.split(what, -1).length <= times) {
            int length = socket.getInputStream().read(some);
            assertTrue(length > 0, "the stream goes on");
            read += new String(some, 0, length, US_ASCII);
        }
    }

    /** Takes what was on its way; fails if the connection is left open. */
    private static void readUntilClosed(Socket socket) throws IOException {
        byte[] some = new byte[65536];
        try {
            while (socket.getInputStream().read(some) > 0) {
                // what it had not taken in time
            }
        } catch (SocketException e) {
            // reset, as it was given up
        }
    }

    /** Reads until the server has closed, and does not answer. */
    private static String toTheClose(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }

    private static CloudEvent fact(int number) {
        JsonObject data = new JsonObject().put("number", number).put("sentence", "What was said of it. ".repeat(10));
        return CloudEvent.aboutTelling("fact/" + number, "org.curbline.status.changed", NOON, data);
    }
}
