package org.curbline.simulator.recording;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

/**
 * One message as it came. In a file it is a line of JSON; the payload stands there as text, or in Base64 if it is none.
 *
 * @param at when it came
 * @param kiosk the MQTT client that sent it
 */
record Recorded(Instant at, String kiosk, String topic, Buffer payload) {
    String line() {
        JsonObject line =
                new JsonObject().put("at", at.toString()).put("kiosk", kiosk).put("topic", topic);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(payload.getBytes()))
                    .toString();
            line.put("payload", text);
        } catch (CharacterCodingException e) {
            line.put("base64", Base64.getEncoder().encodeToString(payload.getBytes()));
        }
        return line.encode();
    }

    /** @throws IllegalArgumentException if it is no such line */
    static Recorded of(String line) {
        try {
            JsonObject said = new JsonObject(line);
            String base64 = said.getString("base64");
            return new Recorded(
                    Instant.parse(said.getString("at")),
                    Objects.requireNonNull(said.getString("kiosk")),
                    Objects.requireNonNull(said.getString("topic")),
                    base64 == null
                            ? Buffer.buffer(said.getString("payload"))
                            : Buffer.buffer(Base64.getDecoder().decode(base64)));
        } catch (DecodeException | ClassCastException | NullPointerException | DateTimeException e) {
            throw new IllegalArgumentException("It is no recorded message", e);
        }
    }
}
