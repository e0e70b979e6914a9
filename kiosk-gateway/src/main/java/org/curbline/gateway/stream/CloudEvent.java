package org.curbline.gateway.stream;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.curbline.gateway.events.PresenceChanged;
import org.curbline.registry.command.IssuedCommand;
import org.curbline.status.Transition;

/**
 * What happened, as a CloudEvent 1.0. Its id is made of what happened, so that the same event has the same id wherever
 * and however often it is told.
 *
 * @param type as CloudEvents has it
 * @param kiosk the kiosk's id; empty if it is about none
 * @param service its word; empty if the event is about the whole kiosk
 * @param json in structured mode
 */
public record CloudEvent(String id, String type, String kiosk, String service, String json) {
    /** A service's state changed. */
    public static final String STATUS_CHANGED = "org.curbline.status.changed";
    /** A kiosk connected, or its last connection ended. */
    public static final String PRESENCE_CHANGED = "org.curbline.presence.changed";

    /** A command was given to a kiosk, or came further. */
    public static final String COMMAND_CHANGED = "org.curbline.command.changed";

    private static final String SOURCE = "/curbline/gateway";

    /** As it is seen. */
    public static CloudEvent of(Transition change) {
        String kiosk = change.kiosk().value();
        String service = change.service().word();
        String reason = change.reason() == null ? "" : change.reason().code();
        JsonObject data = new JsonObject()
                .put("kiosk", kiosk)
                .put("service", service)
                .put("state", change.state().word())
                .put("before", change.before().word())
                .put("since", change.at().toString());
        if (change.reason() != null) {
            data.put("reason", reason).put("sentence", change.reason().sentence());
        }
        if (!change.detail().isEmpty()) {
            data.put("detail", change.detail());
        }
        // Receivers dedupe by it: contradictory reports of one millisecond stay apart.
        String what = change.before().word() + '-' + change.state().word() + '-' + reason;
        String id = kiosk + '/' + service + '/' + change.at().toEpochMilli() + '/' + what;
        return of(id, STATUS_CHANGED, kiosk, service, change.at(), data);
    }

    /** A kiosk came or went. */
    public static CloudEvent of(PresenceChanged change) {
        String kiosk = change.kiosk().value();
        String connection = change.online() ? "online" : "offline";
        JsonObject data = new JsonObject()
                .put("kiosk", kiosk)
                .put("connection", connection)
                .put("since", change.at().toString());
        if (!change.reason().isEmpty()) {
            data.put("reason", change.reason());
        }
        String id = String.format(
                Locale.ROOT, "%s/connection/%d/%s", kiosk, change.at().toEpochMilli(), connection);
        return of(id, PRESENCE_CHANGED, kiosk, "", change.at(), data);
    }

    static CloudEvent of(IssuedCommand command) {
        String state = command.state().name().toLowerCase(Locale.ROOT);
        JsonObject data = new JsonObject()
                .put("kiosk", command.kiosk())
                .put("command", command.id())
                .put("name", command.name())
                .put("state", state)
                .put("since", command.changed().toString())
                .put("by", command.by());
        if (!command.reason().isEmpty()) {
            data.put("reason", command.reason());
        }
        String id = String.format(
                Locale.ROOT,
                "%s/commands/%s/%d/%s",
                command.kiosk(),
                command.id(),
                command.changed().toEpochMilli(),
                state);
        return of(id, COMMAND_CHANGED, command.kiosk(), "", command.changed(), data);
    }

    /** About the telling itself, and no kiosk. */
    public static CloudEvent aboutTelling(String id, String type, Instant time, JsonObject data) {
        return of(id, type, "", "", time, data);
    }

    private static CloudEvent of(String id, String type, String kiosk, String service, Instant time, JsonObject data) {
        JsonObject json = new JsonObject()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", SOURCE)
                .put("type", type);
        if (!kiosk.isEmpty()) {
            json.put("subject", "kiosks/" + kiosk + (service.isEmpty() ? "" : "/services/" + service));
        }
        json.put("time", time.toString())
                .put("datacontenttype", "application/json")
                .put("data", data);
        return new CloudEvent(id, type, kiosk, service, json.encode());
    }
}
