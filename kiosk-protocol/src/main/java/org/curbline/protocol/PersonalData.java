package org.curbline.protocol;

import java.util.regex.Pattern;

/** Finds in a text what may identify a person or a device. */
public final class PersonalData {
    private static final Pattern FOUND = Pattern.compile("@|://|www\\.|([0-9a-fA-F]{2}[:-]){5}|([0-9][ .-]?){7}");

    private PersonalData() {}

    /** Whether the text holds any. */
    public static boolean isIn(CharSequence text) {
        return FOUND.matcher(text).find();
    }

    /** The text with a fixed mark in place of everything that {@link #isIn} finds. */
    public static String redact(String text) {
        return FOUND.matcher(text).replaceAll("[redacted]");
    }
}
