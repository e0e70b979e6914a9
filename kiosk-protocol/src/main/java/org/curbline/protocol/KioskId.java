package org.curbline.protocol;

/**
 * The name of a kiosk, such as {@code mn-05-129381}: 1 to 64 of letters, digits, {@code _} and {@code -}, beginning
 * with a letter or digit. Kiosk ids are compared without case (the city itself writes {@code QU-14-160095}); the
 * canonical form is lower case.
 */
public record KioskId(String value) {
    private static final int MAX_LENGTH = 64;

    /** @throws IllegalArgumentException if the value is not a canonical kiosk id */
    public KioskId {
        if (!isCanonical(value)) {
            throw new IllegalArgumentException("Not a kiosk id: letters, digits, '_' and '-' are allowed, at most 64");
        }
    }

    /** The id in canonical form. @throws IllegalArgumentException if the text is no kiosk id in either case */
    public static KioskId of(String text) {
        return new KioskId(lowerCase(text));
    }

    /** Whether {@link #of} would accept the text. */
    public static boolean isValid(String text) {
        return isCanonical(lowerCase(text));
    }

    @Override
    public String toString() {
        return value;
    }

    private static boolean isCanonical(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetterOrDigit = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (!isLetterOrDigit && (i == 0 || (c != '-' && c != '_'))) {
                return false;
            }
        }
        return true;
    }

    /** Of ASCII alone: there are letters elsewhere that become one of a-z. */
    private static String lowerCase(String text) {
        int i = 0;
        while (i < text.length() && !isUpperCase(text.charAt(i))) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        char[] chars = text.toCharArray();
        for (; i < chars.length; i++) {
            chars[i] = isUpperCase(chars[i]) ? (char) (chars[i] + 'a' - 'A') : chars[i];
        }
        return new String(chars);
    }

    private static boolean isUpperCase(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
