package org.curbline.protocol.wire;

import org.curbline.protocol.ClientSketch;

/**
 * Whether a text can be a {@link ClientSketch}, by its alphabet, its length and the sixteen bytes that begin one. What
 * is compressed behind them is not looked at: a gateway does not parse sketches.
 */
final class SketchForm {
    /** So many characters are 3,072 bytes: room for some 4,500 devices, more than any kiosk has in a day. */
    static final int MAX_CHARS = 4096;

    private static final int CHARS_OF_BEGIN = 24;
    private static final int SERIAL_VERSION = 1;
    private static final int FAMILY_CPC = 16;
    /** Flags: compressed and with a table of pairs, without a window; one bit beside that is free. */
    private static final int FLAGS = 0b01010;

    private static final int FLAG_NO_HISTORY = 0b00100;
    /** Of the default seed. */
    private static final int SEED_HASH = 0x93CC;

    private static final int INTS_MERGED = 4;
    private static final int INTS_OF_HISTORY = 4;
    /** With more the sketch has a window. */
    private static final int MOST_COUPONS = 1 << (ClientSketch.LG_K - 1);

    private SketchForm() {}

    static boolean fits(char[] chars, int offset, int length) {
        if (length < CHARS_OF_BEGIN || length > MAX_CHARS || length % 4 != 0) {
            return false;
        }
        int padding = chars[offset + length - 1] != '=' ? 0 : chars[offset + length - 2] != '=' ? 1 : 2;
        for (int i = offset; i < offset + length - padding; i++) {
            if (value(chars[i]) < 0) {
                return false;
            }
        }
        return begins(chars, offset, length / 4 * 3 - padding);
    }

    private static boolean begins(char[] chars, int offset, int bytes) {
        int flags = at(chars, offset, 5);
        int preamble = at(chars, offset, 0);
        int expected = INTS_MERGED + ((flags & FLAG_NO_HISTORY) == 0 ? 0 : INTS_OF_HISTORY);
        long coupons = whole(chars, offset, 8);
        long compressed = whole(chars, offset, 12);
        return preamble == expected
                && at(chars, offset, 1) == SERIAL_VERSION
                && at(chars, offset, 2) == FAMILY_CPC
                && at(chars, offset, 3) == ClientSketch.LG_K
                && (flags & ~FLAG_NO_HISTORY) == FLAGS
                && (at(chars, offset, 6) | at(chars, offset, 7) << 8) == SEED_HASH
                && coupons > 0
                && coupons <= MOST_COUPONS
                && compressed <= bytes
                && 4 * (preamble + compressed) == bytes;
    }

    /** Four bytes, the least first. */
    private static long whole(char[] chars, int offset, int index) {
        long value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | at(chars, offset, index + i);
        }
        return value;
    }

    /** One of the bytes that the characters stand for. */
    private static int at(char[] chars, int offset, int index) {
        int group = offset + index / 3 * 4;
        int bits = 0;
        for (int i = group; i < group + 4; i++) {
            bits = bits << 6 | Math.max(0, value(chars[i]));
        }
        return (bits >> (8 * (2 - index % 3))) & 0xFF;
    }

    private static int value(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}
