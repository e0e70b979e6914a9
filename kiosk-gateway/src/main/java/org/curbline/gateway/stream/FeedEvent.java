package org.curbline.gateway.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.time.Instant;

/**
 * One event of the feed, encoded once for all its readers.
 *
 * @param number counts the events of one feed, from 1
 * @param type as CloudEvents has it
 * @param kiosk the kiosk's id
 * @param service its word; empty if the event is about the whole kiosk
 * @param frame a CloudEvent 1.0 in structured mode as Server-Sent Event; not changed. It is all that is kept of it, as
 *     a fleet that connects has thousands at once
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record FeedEvent(long number, Instant at, String type, String kiosk, String service, byte[] frame) {
    static FeedEvent of(String id, long number, Instant at, String source, Fact fact) {
        String json = new JsonObject()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", source)
                .put("type", fact.type())
                .put("subject", fact.subject())
                .put("time", fact.time().toString())
                .put("datacontenttype", "application/json")
                .put("data", fact.data())
                .encode();
        String frame = "id: " + id + "\nevent: " + fact.type() + "\ndata: " + json + "\n\n";
        return new FeedEvent(number, at, fact.type(), fact.kiosk(), fact.service(), frame.getBytes(UTF_8));
    }

    /** What the event says, without the envelope. */
    record Fact(String type, String kiosk, String service, Instant time, JsonObject data) {
        String subject() {
            return service.isEmpty() ? "kiosks/" + kiosk : "kiosks/" + kiosk + "/services/" + service;
        }
    }
}
