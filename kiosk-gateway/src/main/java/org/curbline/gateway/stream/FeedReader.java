package org.curbline.gateway.stream;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Reads the feed for one listener, at the listener's own speed. When what it has yet to read is no longer kept, it is
 * told so and cut off. On the event loop of its connection, but for {@link #wake}.
 */
final class FeedReader {
    static final Duration HEARTBEAT = Duration.ofSeconds(15);
    static final String NOT_KEPT = "What you have yet to read is no longer kept.";

    private static final int AT_ONCE = 200;
    private static final int DEAF_AFTER = 4;

    private final Vertx vertx;
    private final Context loop;
    private final EventFeed feed;
    private final EventFilter filter;
    private final Outlet outlet;
    private final Runnable wake = this::wake;
    private final AtomicBoolean awake = new AtomicBoolean();
    private final long heartbeat;
    private long position;
    private int deafBeats;
    private boolean over;

    private FeedReader(
            Vertx vertx, EventFeed feed, EventFilter filter, Outlet outlet, Duration heartbeat, long position) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.feed = feed;
        this.filter = filter;
        this.outlet = outlet;
        this.position = position;
        this.heartbeat = vertx.setPeriodic(heartbeat.toMillis(), beat -> beat());
    }

    /**
     * Begins; on the event loop of the connection.
     *
     * @param last the position of what the listener has already; null if it wants what happens from now on. If what
     *     follows is not known any more, the listener is told to begin anew.
     */
    static void begin(
            Vertx vertx, EventFeed feed, EventFilter filter, Outlet outlet, Duration heartbeat, @Nullable String last) {
        Long resumed = last == null ? null : feed.after(last);
        long from = resumed == null ? feed.next() : resumed;
        FeedReader reader = new FeedReader(vertx, feed, filter, outlet, heartbeat, from);
        outlet.open(reader::end);
        if (last != null && resumed == null) {
            outlet.reset(feed.position(from - 1));
        }
        feed.listen(reader.wake);
        reader.send();
    }

    /** Something has happened. Any thread. */
    private void wake() {
        if (awake.compareAndSet(false, true)) {
            loop.runOnContext(now -> send());
        }
    }

    private void send() {
        awake.set(false);
        while (!over && !outlet.isFull()) {
            if (position < feed.gap()) {
                position = feed.gap();
                outlet.reset(feed.position(position - 1));
            }
            List<FeedEvent> events = feed.read(position, AT_ONCE);
            if (events == null) {
                outlet.cutOff(feed.position(position - 1), NOT_KEPT);
                leave();
                return;
            }
            if (events.isEmpty()) {
                return;
            }
            position = events.get(events.size() - 1).number() + 1;
            List<FeedEvent> wanted = events.stream().filter(filter::lets).toList();
            if (!wanted.isEmpty()) {
                outlet.send(wanted);
            }
        }
        if (!over) {
            outlet.whenThereIsRoom(this::send);
        }
    }

    private void beat() {
        if (!over && outlet.hears()) {
            deafBeats = 0;
            outlet.stillHere();
        } else if (++deafBeats == DEAF_AFTER) {
            end();
            outlet.abandon();
        }
    }

    /** Whoever was cut off and does not even read that is given up as one that takes nothing. */
    private void leave() {
        if (!over) {
            over = true;
            feed.leave(wake);
        }
    }

    private void end() {
        leave();
        vertx.cancelTimer(heartbeat);
    }

    /** The way to a listener. On its event loop. */
    interface Outlet {
        /** @param gone to be run when nobody listens any more */
        void open(Runnable gone);

        /** What the listener has already cannot be followed: it should ask for the whole state. */
        void reset(String position);

        /** Whether it has to be waited for. */
        boolean isFull();

        void whenThereIsRoom(Runnable room);

        void send(List<FeedEvent> events);

        /** Whether it took, or answered, the last heartbeat. */
        boolean hears();

        void stillHere();

        /** Tells why, and ends. */
        void cutOff(String position, String reason);

        /** Ends without a word, as it does not read. */
        void abandon();
    }
}
