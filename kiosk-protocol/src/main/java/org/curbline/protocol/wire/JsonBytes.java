package org.curbline.protocol.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON in UTF-8, written piece by piece into one growing array. */
final class JsonBytes {
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes;
    private int size;

    JsonBytes(int expectedSize) {
        bytes = new byte[expectedSize];
    }

    byte[] toByteArray() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    void raw(char ascii) {
        makeRoom(1);
        bytes[size++] = (byte) ascii;
    }

    void raw(byte[] ready) {
        makeRoom(ready.length);
        System.arraycopy(ready, 0, bytes, size, ready.length);
        size += ready.length;
    }

    void number(long value) {
        if (value == Long.MIN_VALUE) {
            raw(ascii(Long.toString(value)));
            return;
        }
        makeRoom(LONGEST_NUMBER);
        if (value < 0) {
            bytes[size++] = '-';
        }
        long magnitude = Math.abs(value);
        int end = size + digitsOf(magnitude);
        long rest = magnitude;
        for (int i = end - 1; i >= size; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
    }

    /** @throws IllegalArgumentException if JSON has no such number */
    void number(double value) {
        double hundredths = value * 100;
        if (Math.abs(hundredths) < 1e9 && hundredths == Math.rint(hundredths) && hundredths / 100 == value) {
            hundredths((long) hundredths, value < 0);
        } else if (Double.isFinite(value)) {
            raw(ascii(Double.toString(value)));
        } else {
            throw new IllegalArgumentException("JSON has no number for " + value);
        }
    }

    /** A time as {@link Timestamps} writes it, in quotes. */
    void time(long millis) {
        raw('"');
        makeRoom(Timestamps.LENGTH);
        Timestamps.write(millis, bytes, size);
        size += Timestamps.LENGTH;
        raw('"');
    }

    /** A text in quotes. Whatever it holds, the result is well-formed. */
    void string(String text) {
        raw('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '"' && c != '\\') {
                raw(c);
            } else {
                raw(ascii(String.format("\\u%04x", (int) c)));
            }
        }
        raw('"');
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void hundredths(long value, boolean negative) {
        long magnitude = Math.abs(value);
        if (negative) {
            raw('-');
        }
        number(magnitude / 100);
        raw('.');
        raw((char) ('0' + magnitude / 10 % 10));
        if (magnitude % 10 != 0) {
            raw((char) ('0' + magnitude % 10));
        }
    }

    private void makeRoom(int count) {
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, bytes.length * 2));
        }
    }

    private static int digitsOf(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
