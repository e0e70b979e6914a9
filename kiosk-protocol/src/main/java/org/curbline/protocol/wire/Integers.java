package org.curbline.protocol.wire;

/** Whole numbers as JSON writes them. */
final class Integers {
    private static final int MAX_SAFE_DIGITS = 18;

    private Integers() {}

    /**
     * The value of {@code -?[0-9]+}. Numbers of more than 18 digits become the largest or smallest long: no field's
     * range reaches that far.
     */
    static long parse(char[] text, int offset, int length) {
        boolean negative = text[offset] == '-';
        int from = negative ? offset + 1 : offset;
        int end = offset + length;
        if (end - from > MAX_SAFE_DIGITS) {
            return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            value = value * 10 + (text[i] - '0');
        }
        return negative ? -value : value;
    }
}
