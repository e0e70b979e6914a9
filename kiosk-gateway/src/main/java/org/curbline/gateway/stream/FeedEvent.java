package org.curbline.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One event of the feed, encoded once for all its readers.
 *
 * @param number counts the events of one feed, from 1
 * @param at when it came into the feed
 * @param type as CloudEvents has it
 * @param kiosk the kiosk's id
 * @param service its word; empty if the event is about the whole kiosk
 * @param frame the position and a CloudEvent 1.0 in structured mode as Server-Sent Event; not changed. It is all that
 *     is kept of it, as a fleet that connects has thousands at once
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record FeedEvent(long number, Instant at, String type, String kiosk, String service, byte[] frame) {
    private static final String ID = "id: ";
    private static final String END = "\n\n";

    static FeedEvent of(String position, long number, Instant at, CloudEvent event) {
        String frame = ID + position + "\nevent: " + event.type() + "\ndata: " + event.json() + END;
        return new FeedEvent(number, at, event.type(), event.kiosk(), event.service(), frame.getBytes(UTF_8));
    }

    /** As it came. */
    public CloudEvent event() {
        String json = json(new String(frame, UTF_8));
        return new CloudEvent(new JsonObject(json).getString("id"), type, kiosk, service, json);
    }

    /** The CloudEvent with its position, for those who have no other place to read that from. */
    String jsonWithPosition() {
        String text = new String(frame, UTF_8);
        return withPosition(json(text), text.substring(ID.length(), text.indexOf('\n')));
    }

    static String withPosition(String json, String position) {
        return json.substring(0, json.length() - 1) + ",\"position\":\"" + position + "\"}";
    }

    private static String json(String frame) {
        return frame.substring(frame.indexOf('{'), frame.length() - END.length());
    }
}
