package org.curbline.simulator.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Consumer;

/** The quarantine, as an audit asks it. Blocking. */
@FunctionalInterface
public interface KeptMessages {
    /**
     * Hands over what came at a moment or later, and was kept.
     *
     * @return how many messages left because the quarantine was full, ever
     * @throws IOException if nobody can be asked, or answers what cannot be understood
     */
    long since(Instant moment, Consumer<KeptMessage> consumer) throws IOException, InterruptedException;

    /**
     * A message, or one event of an array, that was not stored.
     *
     * @param kiosk the id as whose it came; empty if it was taken for nobody's
     * @param sender the client id it came under; of a simulated kiosk its own id
     * @param detail what the gateway says of it, beyond the reason
     * @param payload as the gateway shows it: whatever identifies a person is masked, and what is no text stands in
     *     Base64 after {@code base64:}
     */
    record KeptMessage(String kiosk, String sender, String topic, String reason, String detail, String payload) {
        private static final String BASE64 = "base64:";

        /** @throws IllegalArgumentException if it is said to stand in Base64, and does not */
        byte[] bytes() {
            return payload.startsWith(BASE64)
                    ? Base64.getDecoder().decode(payload.substring(BASE64.length()))
                    : payload.getBytes(StandardCharsets.UTF_8);
        }
    }
}
