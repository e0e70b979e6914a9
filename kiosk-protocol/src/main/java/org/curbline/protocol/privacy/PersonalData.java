package org.curbline.protocol.privacy;

/**
 * Finds in a text what may identify a person or a device: MAC addresses, phone numbers (seven digits or more, with or
 * without what one writes between them), e-mail addresses, URLs and host names, IP addresses. Dates and times are none
 * of these. It would rather take a long version number for a phone number than let one through; a UUID is found too,
 * since some hold a MAC address. Text that only looks different is seen for what it is: full-width digits, zero-width
 * characters, percent and HTML escapes. Digits in words, look-alike letters of other alphabets and encodings such as
 * base64 are not.
 *
 * <p>Time and memory grow with the length of the text and no faster, whatever it holds. Thread-safe.
 */
public final class PersonalData {
    /** What stands in a text in place of something taken out. */
    public static final String MARK = "[redacted]";

    private PersonalData() {}

    /** Whether the text holds any. */
    public static boolean isIn(CharSequence text) {
        return new PersonalDataScanner(text).find(0)
                || (PlainReading.mayDiffer(text) && new PersonalDataScanner(PlainReading.of(text)).find(0));
    }

    /**
     * The text with {@link #MARK} in place of everything that {@link #isIn} would find.
     *
     * <p>Of a well-formed JSON object or array only the strings and names are looked at, each as what it says and not
     * as it is escaped; numbers stay, and so does the value of {@code run}. It is well-formed still. In any other text
     * every long run of digits goes.
     */
    public static String redact(String text) {
        return JsonText.isObjectOrArray(text)
                ? JsonText.redactStrings(text)
                : redactPlain(JsonText.withoutUnicodeEscapes(text));
    }

    /** As {@link #redact}, taking the text for no more than a text. */
    static String redactPlain(String text) {
        String result = PlainReading.mayDiffer(text) && isIn(text) ? PlainReading.of(text) : text;
        String before;
        do {
            before = result;
            result = redactOnce(before);
            // what stood beside something taken out may be seen for what it is only once that is gone
        } while (!result.equals(before));
        return result;
    }

    private static String redactOnce(String text) {
        PersonalDataScanner scanner = new PersonalDataScanner(text);
        StringBuilder result = new StringBuilder(text.length());
        int done = 0;
        while (scanner.find(done)) {
            result.append(text, done, scanner.start()).append(MARK);
            done = scanner.end();
        }
        return result.append(text, done, text.length()).toString();
    }
}
