package org.curbline.protocol.privacy;

import java.text.Normalizer;

/**
 * A text as a reader takes it, whatever it looks like to a machine: full-width and other digits as digits, without what
 * cannot be seen or only decorates, and with what URLs and web pages write in place of a character put back.
 */
final class PlainReading {
    private static final int LONGEST_ENTITY = 8;
    private static final String NO_BREAK_SPACE = "&nbsp;";

    private PlainReading() {}

    /** Whether a text may read differently at all. */
    static boolean mayDiffer(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c == '%' || c == '&') {
                return true;
            }
        }
        return false;
    }

    /** Takes time in proportion to the text, however often something in it was escaped. */
    static String of(CharSequence text) {
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
        StringBuilder reading = new StringBuilder(normal.length());
        for (int i = 0; i < normal.length(); i++) {
            char c = normal.charAt(i);
            if (isUnseen(c)) {
                continue;
            }
            reading.append(c == '\u3002' ? '.' : c); // the full stop of Chinese and Japanese, also between labels
            while (unescapeEnd(reading)) {
                // what was put back may end an escape itself
            }
        }
        return reading.toString();
    }

    /** Zero-width characters, soft hyphens, marks over and around others. */
    private static boolean isUnseen(char c) {
        if (c < 0x80) {
            return false;
        }
        int type = Character.getType(c);
        return type == Character.FORMAT || type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
    }

    private static boolean unescapeEnd(StringBuilder text) {
        int length = text.length();
        if (length >= 3 && text.charAt(length - 3) == '%') {
            return replaceEnd(text, 3, number(text, length - 2, length, 16));
        }
        return text.charAt(length - 1) == ';' && unescapeEntity(text);
    }

    /** A character by its number, decimal or hexadecimal, or the space that does not break. */
    private static boolean unescapeEntity(StringBuilder text) {
        int length = text.length();
        int begin = text.lastIndexOf("&");
        if (begin < 0 || length - begin > LONGEST_ENTITY) {
            return false;
        }
        if (text.indexOf(NO_BREAK_SPACE, begin) == begin) {
            return replaceEnd(text, length - begin, ' ');
        }
        if (length - begin < 4 || text.charAt(begin + 1) != '#') {
            return false;
        }
        boolean hex = text.charAt(begin + 2) == 'x' || text.charAt(begin + 2) == 'X';
        int code = number(text, begin + (hex ? 3 : 2), length - 1, hex ? 16 : 10);
        return replaceEnd(text, length - begin, code);
    }

    /** Only by what can be seen in ASCII, so that nothing is left to be normalized. */
    private static boolean replaceEnd(StringBuilder text, int characters, int code) {
        if (code < ' ' || code > '~') {
            return false;
        }
        text.setLength(text.length() - characters);
        text.append((char) code);
        return true;
    }

    private static int number(CharSequence text, int from, int to, int radix) {
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }
}
