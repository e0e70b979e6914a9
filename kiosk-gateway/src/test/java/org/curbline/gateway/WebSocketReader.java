package org.curbline.gateway;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads the events over a WebSocket, with the JDK's client. */
public final class WebSocketReader implements WebSocket.Listener, AutoCloseable {
    private final BlockingQueue<JsonObject> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    private WebSocketReader() {}

    /** @param headers pairs of name and value */
    public static WebSocketReader open(URI uri, String... headers) throws Exception {
        WebSocketReader reader = new WebSocketReader();
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        builder.subprotocols("cloudevents.json");
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        reader.socket.complete(builder.buildAsync(uri, reader).get(60, TimeUnit.SECONDS));
        return reader;
    }

    /** The next event, for which it waits. */
    public JsonObject next() throws InterruptedException {
        JsonObject event = events.poll(60, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("No event came");
        }
        EventDocument.require(event);
        return event;
    }

    /** Whether no event came for a moment. */
    public boolean isSilent() throws InterruptedException {
        return events.poll(300, TimeUnit.MILLISECONDS) == null;
    }

    /** Code and reason of the close frame, for which it waits. */
    public String closed() throws Exception {
        return closed.get(60, TimeUnit.SECONDS);
    }

    public int pings() {
        return pings.get();
    }

    public String subprotocol() {
        return socket.join().getSubprotocol();
    }

    /** Says it as far as it is let. */
    public void say(String something) {
        socket.join()
                .sendText(something, true)
                .exceptionally(cut -> socket.join())
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            events.add(new JsonObject(text.toString()));
            text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
        pings.incrementAndGet();
        from.request(1);
        return CompletableFuture.completedStage(null); // the client answers by itself
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
        closed.complete(status + " " + reason);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.complete("error " + error);
    }

    @Override
    public void close() {
        socket.join().abort();
    }
}
