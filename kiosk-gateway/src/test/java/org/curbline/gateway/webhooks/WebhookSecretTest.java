package org.curbline.gateway.webhooks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    /** The example that the implementations of Standard Webhooks are tested with. */
    @Test
    void signsAsStandardWebhooksSays() {
        WebhookSecret secret = WebhookSecret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assertEquals(
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"));
    }

    @Test
    void newOnesDifferAndCanBeReadAgain() {
        SecureRandom random = new SecureRandom();
        String text = WebhookSecret.random(random).text();
        assertEquals(text, WebhookSecret.of(text).text());
        assertEquals(32, Base64.getDecoder().decode(text.substring(6)).length);
        assertNotEquals(text, WebhookSecret.random(random).text());
        assertEquals("secret", WebhookSecret.of(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "whsec_", "whsec_c2hvcnQ=", "whsec_?", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void whatIsNoSecretIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> WebhookSecret.of(text));
    }
}
