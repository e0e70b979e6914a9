package org.curbline.gateway.stream;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The feed as Server-Sent Events. */
public final class EventStream implements FeedReader.Outlet {
    private static final Buffer STILL_HERE = Buffer.buffer(": still here\n\n");

    private final HttpServerRequest request;
    private final HttpServerResponse response;

    private EventStream(HttpServerRequest request) {
        this.request = request;
        this.response = request.response();
    }

    /**
     * Begins to answer a request; on its event loop. Nothing begins for a reader that has gone meanwhile, as nobody
     * would be told of that any more.
     *
     * @param lastEventId what the reader has already; null if it wants what happens from now on. If what follows it is
     *     not known any more, the stream begins with an event {@code reset}: the reader should ask for the whole state.
     */
    public static void begin(
            Vertx vertx, EventFeed feed, EventFilter filter, HttpServerRequest request, @Nullable String lastEventId) {
        begin(vertx, feed, filter, request, lastEventId, FeedReader.HEARTBEAT);
    }

    static void begin(
            Vertx vertx,
            EventFeed feed,
            EventFilter filter,
            HttpServerRequest request,
            @Nullable String lastEventId,
            Duration heartbeat) {
        if (request.response().closed()) {
            return;
        }
        FeedReader.begin(vertx, feed, filter, new EventStream(request), heartbeat, lastEventId);
    }

    /** Answers who asks for no more than the headers of it. */
    public static void describe(HttpServerResponse response) {
        headed(response).end();
    }

    private static HttpServerResponse headed(HttpServerResponse response) {
        return response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                // Each reader would need a compressor of its own, and its time with every event. It is not sent.
                .putHeader("Content-Encoding", "identity")
                .putHeader("X-Accel-Buffering", "no"); // a proxy that gathers would spoil it
    }

    @Override
    public void open(Runnable gone) {
        headed(response).closeHandler(closed -> gone.run()).exceptionHandler(failed -> gone.run());
        write(Buffer.buffer("retry: 2000\n: listening\n\n"));
    }

    @Override
    public void reset(String position) {
        write(Buffer.buffer("event: reset\ndata: {}\n\n"));
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void whenThereIsRoom(Runnable room) {
        response.drainHandler(drained -> room.run());
    }

    @Override
    public void send(List<FeedEvent> events) {
        Buffer frames = Buffer.buffer();
        events.forEach(event -> frames.appendBytes(event.frame()));
        write(frames);
    }

    @Override
    public boolean hears() {
        return !response.closed() && !isFull();
    }

    @Override
    public void stillHere() {
        write(STILL_HERE);
    }

    @Override
    public void cutOff(String position, String reason) {
        write(Buffer.buffer("event: cut-off\ndata: {\"reason\":\"" + reason + "\"}\n\n"));
        response.end().onComplete(told -> request.connection().close());
    }

    @Override
    public void abandon() {
        request.connection().close();
    }

    private void write(Buffer frames) {
        response.write(frames); // a failure closes the connection, and the close handler tells
    }
}
