package org.curbline.gateway.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A symmetric secret, and what is signed with it, as Standard Webhooks 1 says. */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String HMAC = "HmacSHA256";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int OWN_BYTES = 32;

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key;
    }

    /** @throws IllegalArgumentException if it is none, with a sentence */
    public static WebhookSecret of(String text) {
        try {
            if (text.startsWith(PREFIX)) {
                byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
                if (key.length >= FEWEST_BYTES && key.length <= MOST_BYTES) {
                    return new WebhookSecret(key);
                }
            }
        } catch (IllegalArgumentException notBase64) {
            // said below
        }
        throw new IllegalArgumentException("A secret is whsec_ and the base64 of 24 to 64 bytes.");
    }

    /** A new one. */
    public static WebhookSecret random(RandomGenerator random) {
        byte[] key = new byte[OWN_BYTES];
        random.nextBytes(key);
        return new WebhookSecret(key);
    }

    /** As people exchange it. */
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /** @return one signature of the header {@code webhook-signature} */
    String sign(String id, long epochSeconds, String body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            byte[] signed = mac.doFinal((id + '.' + epochSeconds + '.' + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + HMAC, e);
        }
    }

    @Override
    public String toString() {
        return "secret";
    }
}
