package org.curbline.gateway.stream;

import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.curbline.gateway.events.CommandChanged;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.events.StatusChanged;

/** Writes states and commands, as they are published on the event bus, into the feed as CloudEvents. */
public final class FeedWriter {
    private FeedWriter() {}

    /**
     * From here on the feed is written, on the context this is called on.
     *
     * @param decided called with what was written
     */
    public static void start(Vertx vertx, EventFeed feed, Consumer<CloudEvent> decided) {
        LocalEvents.<StatusChanged>consume(
                vertx, StatusChanged.ADDRESS, change -> write(CloudEvent.of(change.transition()), feed, decided));
        LocalEvents.<CommandChanged>consume(
                vertx, CommandChanged.ADDRESS, change -> write(CloudEvent.of(change.command()), feed, decided));
    }

    private static void write(CloudEvent event, EventFeed feed, Consumer<CloudEvent> decided) {
        feed.append(event);
        decided.accept(event);
    }
}
