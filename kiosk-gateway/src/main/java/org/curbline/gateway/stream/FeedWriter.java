package org.curbline.gateway.stream;

import io.vertx.core.Vertx;
import org.curbline.gateway.events.CommandChanged;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.events.StatusChanged;

/** Writes what is published on the event bus into the feed, as CloudEvents. */
public final class FeedWriter {
    private FeedWriter() {}

    /** From here on the feed is written, on the context this is called on. */
    public static void start(Vertx vertx, EventFeed feed) {
        LocalEvents.<StatusChanged>consume(
                vertx, StatusChanged.ADDRESS, change -> feed.append(CloudEvent.of(change.transition())));
        LocalEvents.<CommandChanged>consume(
                vertx, CommandChanged.ADDRESS, change -> feed.append(CloudEvent.of(change.command())));
        LocalEvents.<PresenceChanged>consume(
                vertx, PresenceChanged.ADDRESS, change -> feed.append(CloudEvent.of(change)));
    }
}
