package org.curbline.simulator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PauseKeyTest {
    @Test
    void twiceIsAsIfNever() {
        assertTrue(key("\n").pressed());
        assertTrue(key("p\n").pressed());
        assertFalse(key("\n\n").pressed());
        assertFalse(key("p").pressed());
        PauseKey once = key("\n");
        assertTrue(once.pressed());
        assertFalse(once.pressed());
    }

    private static PauseKey key(String typed) {
        return new PauseKey(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }
}
