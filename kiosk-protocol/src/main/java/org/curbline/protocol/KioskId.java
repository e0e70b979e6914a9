package org.curbline.protocol;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a kiosk, such as {@code mn-05-129381}: 1 to 64 of letters, digits, {@code _} and {@code -}, beginning
 * with a letter or digit. Kiosk ids are compared without case (the city itself writes {@code QU-14-160095}); the
 * canonical form is lower case.
 */
public record KioskId(String value) {
    private static final Pattern CANONICAL = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

    /** @throws IllegalArgumentException if the value is not a canonical kiosk id */
    public KioskId {
        if (!CANONICAL.matcher(value).matches()) {
            throw new IllegalArgumentException("Not a kiosk id: letters, digits, '_' and '-' are allowed, at most 64");
        }
    }

    /** The id in canonical form. @throws IllegalArgumentException if the text is no kiosk id in either case */
    public static KioskId of(String text) {
        return new KioskId(text.toLowerCase(Locale.ROOT));
    }

    /** Whether {@link #of} would accept the text. */
    public static boolean isValid(String text) {
        return text.length() <= 64
                && CANONICAL.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
