package org.curbline.gateway.stream;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import org.curbline.gateway.events.LocalEvents;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.gateway.events.StatusChanged;
import org.curbline.gateway.stream.FeedEvent.Fact;
import org.curbline.status.Transition;

/** Writes what is published on the event bus into the feed, as CloudEvents. */
public final class FeedWriter {
    /** A service's state changed. */
    public static final String STATUS_CHANGED = "org.curbline.status.changed";
    /** A kiosk connected, or its last connection ended. */
    public static final String PRESENCE_CHANGED = "org.curbline.presence.changed";

    private FeedWriter() {}

    /** From here on the feed is written, on the context this is called on. */
    public static void start(Vertx vertx, EventFeed feed) {
        LocalEvents.<StatusChanged>consume(vertx, StatusChanged.ADDRESS, change -> feed.append(fact(change)));
        LocalEvents.<PresenceChanged>consume(vertx, PresenceChanged.ADDRESS, change -> feed.append(fact(change)));
    }

    private static Fact fact(StatusChanged event) {
        Transition change = event.transition();
        JsonObject data = new JsonObject()
                .put("kiosk", change.kiosk().value())
                .put("service", change.service().word())
                .put("state", change.state().word())
                .put("before", change.before().word())
                .put("since", change.at().toString());
        if (change.reason() != null) {
            data.put("reason", change.reason().code())
                    .put("sentence", change.reason().sentence());
        }
        if (!change.detail().isEmpty()) {
            data.put("detail", change.detail());
        }
        return new Fact(STATUS_CHANGED, change.kiosk().value(), change.service().word(), change.at(), data);
    }

    private static Fact fact(PresenceChanged change) {
        JsonObject data = new JsonObject()
                .put("kiosk", change.kiosk().value())
                .put("connection", change.online() ? "online" : "offline")
                .put("since", change.at().toString());
        if (!change.reason().isEmpty()) {
            data.put("reason", change.reason());
        }
        return new Fact(PRESENCE_CHANGED, change.kiosk().value(), "", change.at(), data);
    }
}
