package org.curbline.protocol.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Whether bytes are UTF-8 in the strict sense of RFC 3629. A JSON parser checks less, and nothing in what it skips. */
final class Utf8 {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** Overlong forms, surrogates and code points beyond U+10FFFF are not valid. */
    static boolean isValid(byte[] bytes, int offset, int length) {
        int end = offset + length;
        int i = offset;
        while (i < end) {
            if (i + 8 <= end && ((long) EIGHT_BYTES.get(bytes, i) & HIGH_BITS) == 0) {
                i += 8;
            } else if (bytes[i] >= 0) {
                i++;
            } else {
                int next = afterSequence(bytes, i, end);
                if (next < 0) {
                    return false;
                }
                i = next;
            }
        }
        return true;
    }

    /** Where the sequence of two to four bytes ends that begins there, or -1. */
    private static int afterSequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xFF;
        int count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (first < 0xC2 || first > 0xF4 || at + count > end) {
            return -1;
        }
        int codePoint = first & (0xFF >> (count + 1));
        for (int i = at + 1; i < at + count; i++) {
            if ((bytes[i] & 0xC0) != 0x80) {
                return -1;
            }
            codePoint = (codePoint << 6) | (bytes[i] & 0x3F);
        }
        boolean tooShort = codePoint < (count == 4 ? 0x10000 : count == 3 ? 0x800 : 0x80);
        boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
        return tooShort || surrogate || codePoint > 0x10FFFF ? -1 : at + count;
    }
}
