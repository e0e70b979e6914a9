package org.curbline.gateway.stream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One reader's stream of Server-Sent Events. It reads the feed at its own speed; when what it has yet to read is no
 * longer kept, it is told so and cut off. On the event loop of its connection, but for {@link #wake}.
 */
public final class EventStream {
    private static final int AT_ONCE = 200;
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final int DEAF_AFTER = 4;
    private static final Buffer HEARTBEAT = Buffer.buffer(": still here\n\n");

    private final Vertx vertx;
    private final Context loop;
    private final EventFeed feed;
    private final EventFilter filter;
    private final HttpServerResponse response;
    private final Runnable wake = this::wake;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final long heartbeat;
    private long position;
    private int deafBeats;
    private boolean over;

    private EventStream(Vertx vertx, EventFeed feed, EventFilter filter, HttpServerResponse response, long position) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.feed = feed;
        this.filter = filter;
        this.response = response;
        this.position = position;
        this.heartbeat = vertx.setPeriodic(HEARTBEAT_MILLIS, beat -> beat());
    }

    /**
     * Begins to answer a request; on its event loop.
     *
     * @param lastEventId what the reader has already; null if it wants what happens from now on. If what follows it is
     *     not known any more, the stream begins with an event {@code reset}: the reader should ask for the whole state.
     */
    public static void begin(
            Vertx vertx,
            EventFeed feed,
            EventFilter filter,
            HttpServerResponse response,
            @Nullable String lastEventId) {
        Long resumed = lastEventId == null ? null : feed.after(lastEventId);
        EventStream stream = new EventStream(vertx, feed, filter, response, resumed == null ? feed.next() : resumed);
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no") // a proxy that gathers would spoil it
                .closeHandler(gone -> stream.end())
                .exceptionHandler(gone -> stream.end());
        boolean reset = lastEventId != null && resumed == null;
        stream.write(Buffer.buffer("retry: 2000\n" + (reset ? "event: reset\ndata: {}\n\n" : ": listening\n\n")));
        feed.listen(stream.wake);
        stream.send();
    }

    /** Something has happened. Any thread. */
    private void wake() {
        if (awake.compareAndSet(false, true)) {
            loop.runOnContext(now -> send());
        }
    }

    private void send() {
        awake.set(false);
        while (!over && !response.writeQueueFull()) {
            List<FeedEvent> events = feed.read(position, AT_ONCE);
            if (events == null) {
                cutOff();
                return;
            }
            if (events.isEmpty()) {
                return;
            }
            position = events.get(events.size() - 1).number() + 1;
            Buffer frames = Buffer.buffer();
            events.stream().filter(filter::lets).forEach(event -> frames.appendBytes(event.frame()));
            if (frames.length() > 0) {
                write(frames);
            }
        }
        if (!over) {
            response.drainHandler(room -> send());
        }
    }

    private void beat() {
        if (!response.writeQueueFull()) {
            deafBeats = 0;
            write(HEARTBEAT);
        } else if (++deafBeats == DEAF_AFTER) {
            end();
            response.reset(); // it does not read, so it cannot be told
        }
    }

    private void cutOff() {
        write(Buffer.buffer("event: cut-off\ndata: {\"reason\":\"What you have yet to read is no longer kept.\"}\n\n"));
        response.end();
        end();
    }

    private void write(Buffer frames) {
        response.write(frames); // a failure closes the connection, and the close handler tells
    }

    private void end() {
        if (!over) {
            over = true;
            feed.leave(wake);
            vertx.cancelTimer(heartbeat);
        }
    }
}
