package org.curbline.protocol.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void agreesWithTheJdkOnAnyBytes() {
        SplittableRandom random = new SplittableRandom(8);
        int[] telling = {
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEE, 0xEF,
            0xF0, 0xF1, 0xF4, 0xF5, 0xFF
        };
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            for (int at = 0; at < bytes.length; at++) {
                boolean plain = random.nextInt(3) == 0;
                bytes[at] = (byte) (plain ? random.nextInt(128) : telling[random.nextInt(telling.length)]);
            }
            int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
            assertEquals(isUtf8(bytes, from), Utf8.isValid(bytes, from, bytes.length - from));
        }
    }

    private static boolean isUtf8(byte[] bytes, int from) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, bytes.length - from));
            return true;
        } catch (CharacterCodingException invalid) {
            return false;
        }
    }
}
