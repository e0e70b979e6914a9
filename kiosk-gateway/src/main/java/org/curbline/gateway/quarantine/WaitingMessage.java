package org.curbline.gateway.quarantine;

import io.vertx.core.Promise;
import java.time.Instant;
import org.curbline.protocol.KioskTopic;
import org.curbline.protocol.privacy.PersonalData;

/** A message on its way to the file. It keeps its number from one attempt to the next. */
final class WaitingMessage {
    private final String kiosk;
    private final String sender;
    private final String topic;
    private final String reason;
    private final String detail;
    private final byte[] payload;
    private final Promise<Void> done;
    private long id;
    private String json = "";

    /** @param done completed when the message is on the disk */
    WaitingMessage(
            String kiosk,
            String sender,
            String topic,
            String reason,
            String detail,
            byte[] payload,
            Promise<Void> done) {
        this.kiosk = kiosk;
        this.sender = sender;
        this.topic = topic;
        this.reason = reason;
        this.detail = detail;
        this.payload = payload;
        this.done = done;
    }

    boolean isNumbered() {
        return !json.isEmpty();
    }

    void number(long newId, Instant at) {
        id = newId;
        json = new QuarantinedMessage(
                        newId,
                        at,
                        kiosk,
                        sender.equals(kiosk) ? sender : PersonalData.redact(sender),
                        KioskTopic.parse(topic) == null
                                ? PersonalData.redact(topic)
                                : topic, // a kiosk's id has many digits and is nobody's number
                        reason,
                        detail,
                        QuarantinedMessage.text(payload))
                .toJson()
                .encode();
    }

    void putInto(QuarantineFile file) {
        file.put(id, json);
    }

    void kept() {
        done.tryComplete();
    }
}
