package org.curbline.gateway.quarantine;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.curbline.protocol.privacy.PersonalData;

/**
 * A message, or one event of a batch, that was not stored.
 *
 * @param id grows with every message
 * @param at when it came
 * @param kiosk as whose it came; empty when it is not known
 * @param sender the client id or user name
 * @param reason a name of a closed set, such as {@code OUT_OF_RANGE}
 * @param payload as text; whatever identifies a person is masked. Bytes that are no UTF-8 stand in Base64 after
 *     {@code base64:}.
 */
public record QuarantinedMessage(
        long id, Instant at, String kiosk, String sender, String topic, String reason, String detail, String payload) {
    private static final String BASE64 = "base64:";

    static String text(byte[] payload) {
        try {
            return PersonalData.redact(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload))
                    .toString());
        } catch (CharacterCodingException notText) {
            return BASE64
                    + Base64.getEncoder()
                            .encodeToString(PersonalData.redact(new String(payload, StandardCharsets.ISO_8859_1))
                                    .getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The payload as it would be sent again. */
    public byte[] bytes() {
        return payload.startsWith(BASE64)
                ? Base64.getDecoder().decode(payload.substring(BASE64.length()))
                : payload.getBytes(StandardCharsets.UTF_8);
    }

    /** As the API shows it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("at", at.toString())
                .put("kiosk", kiosk)
                .put("sender", sender)
                .put("topic", topic)
                .put("reason", reason)
                .put("detail", detail)
                .put("payload", payload);
    }

    static QuarantinedMessage parse(String json) {
        JsonObject object = new JsonObject(json);
        return new QuarantinedMessage(
                object.getLong("id"),
                Instant.parse(object.getString("at")),
                object.getString("kiosk"),
                object.getString("sender"),
                object.getString("topic"),
                object.getString("reason"),
                object.getString("detail"),
                object.getString("payload"));
    }
}
