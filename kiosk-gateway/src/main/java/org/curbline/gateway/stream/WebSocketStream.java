package org.curbline.gateway.stream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The feed over a WebSocket: each text frame a CloudEvent with its {@code position}. What is to be told of the stream
 * itself is a CloudEvent, too. The listener has nothing to say: a data frame from it ends the connection.
 */
public final class WebSocketStream implements FeedReader.Outlet {
    private static final String RESET = "org.curbline.stream.reset";
    private static final String CUT_OFF = "org.curbline.stream.cut-off";
    private static final short PROTOCOL_ERROR = 1002;
    private static final short UNSUPPORTED_DATA = 1003;
    private static final short TRY_AGAIN_LATER = 1013;
    private static final Buffer NOTHING = Buffer.buffer();

    private final ServerWebSocket socket;
    private final EventFeed feed;
    private boolean answered = true;

    private WebSocketStream(ServerWebSocket socket, EventFeed feed) {
        this.socket = socket;
        this.feed = feed;
    }

    /** Whether this is what the client asks for. */
    public static boolean isAskedFor(HttpServerRequest request) {
        return request.canUpgradeToWebSocket();
    }

    /**
     * Whether the page that asks, if it is one, comes from here: browsers let any page open a WebSocket anywhere, and
     * leave it to the server to look.
     */
    public static boolean isFromHere(HttpServerRequest request) {
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return true; // no browser
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(request.getHeader("Host"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Accepts; on the event loop of the request, which has not been read to its end.
     *
     * @param lastPosition what the reader has already; null if it wants what happens from now on
     */
    public static Future<Void> begin(
            Vertx vertx, EventFeed feed, EventFilter filter, HttpServerRequest request, @Nullable String lastPosition) {
        return begin(vertx, feed, filter, request, lastPosition, FeedReader.HEARTBEAT);
    }

    static Future<Void> begin(
            Vertx vertx,
            EventFeed feed,
            EventFilter filter,
            HttpServerRequest request,
            @Nullable String lastPosition,
            Duration heartbeat) {
        return request.toWebSocket().map(socket -> {
            WebSocketStream stream = new WebSocketStream(socket, feed);
            FeedReader.begin(vertx, feed, filter, stream, heartbeat, lastPosition);
            return null;
        });
    }

    @Override
    public void open(Runnable gone) {
        socket.closeHandler(closed -> gone.run());
        socket.exceptionHandler(failed -> socket.close(PROTOCOL_ERROR));
        socket.pongHandler(pong -> answered = true);
        socket.frameHandler(this::heard);
    }

    @Override
    public void reset(String position) {
        write(tell(RESET, position, new JsonObject()));
    }

    @Override
    public boolean isFull() {
        return socket.writeQueueFull();
    }

    @Override
    public void whenThereIsRoom(Runnable room) {
        socket.drainHandler(drained -> room.run());
    }

    @Override
    public void send(List<FeedEvent> events) {
        events.forEach(event -> write(event.jsonWithPosition()));
    }

    @Override
    public boolean hears() {
        return answered && !isFull();
    }

    @Override
    public void stillHere() {
        answered = false;
        socket.writePing(NOTHING);
    }

    @Override
    public void cutOff(String position, String reason) {
        write(tell(CUT_OFF, position, new JsonObject().put("reason", reason)));
        socket.close(TRY_AGAIN_LATER, reason);
    }

    @Override
    public void abandon() {
        socket.close(); // after a while without an answer, the connection
    }

    private void heard(WebSocketFrame frame) {
        if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
            socket.close(UNSUPPORTED_DATA, "Nothing is expected to be said here.");
        }
    }

    private String tell(String type, String position, JsonObject data) {
        CloudEvent event = CloudEvent.aboutTelling(type + '/' + position, type, feed.now(), data);
        return FeedEvent.withPosition(event.json(), position);
    }

    private void write(String text) {
        socket.writeTextMessage(text); // a failure closes the connection, and the close handler tells
    }
}
