package org.curbline.protocol.privacy;

/** Goes through one text from left to right; every look ahead is short, or is passed over when it is done. */
final class PersonalDataScanner {
    private static final int MIN_PHONE_DIGITS = 7;
    private static final int MAX_PHONE_GAP = 5;
    private static final int NONE = -1;

    private final CharSequence text;
    private final int length;
    private int from;
    private int noHostBefore;
    private int start;
    private int end;

    PersonalDataScanner(CharSequence text) {
        this.text = text;
        this.length = text.length();
    }

    /**
     * Finds the next occurrence that begins at a place or after it. What is before that place counts for nothing.
     *
     * @param place 0, and from then on where the last occurrence ended
     */
    boolean find(int place) {
        from = place;
        int i = place;
        while (i < length) {
            int harmless = Harmless.end(text, from, i);
            if (harmless > i) {
                i = harmless;
                continue;
            }
            start = i;
            end = occurrenceEnd(i);
            if (end != NONE) {
                return true;
            }
            i++;
        }
        return false;
    }

    /** Where the occurrence last found begins. */
    int start() {
        return start;
    }

    /** Where the occurrence last found is over. */
    int end() {
        return end;
    }

    private int occurrenceEnd(int i) {
        char c = text.charAt(i);
        if (c == '@') {
            return emailEnd(i);
        }
        int found = NONE;
        if (i >= noHostBefore && Hosts.isHostChar(c)) {
            noHostBefore = Hosts.wordEnd(text, i);
            found = Hosts.end(text, i, noHostBefore);
        }
        if (found == NONE && (isHex(c) || c == ':')) {
            found = Addresses.end(text, from, i);
        }
        if (found == NONE && (Character.isDigit(c) || c == '+' || c == '(')) {
            found = phoneEnd(i);
        }
        return found;
    }

    /** From the {@code @} forwards over the host, and back over the name before it. */
    private int emailEnd(int at) {
        if (at + 1 == length || !Character.isLetterOrDigit(text.charAt(at + 1))) {
            return NONE;
        }
        int begin = at;
        while (begin > from && isLocalPart(text.charAt(begin - 1))) {
            begin--;
        }
        if (begin == at) {
            return NONE;
        }
        start = begin;
        int after = at + 1;
        while (after < length && Hosts.isHostChar(text.charAt(after))) {
            after++;
        }
        return after;
    }

    private int phoneEnd(int i) {
        int digits = 0;
        int afterLast = i;
        for (int at = i; at < length && at - afterLast <= MAX_PHONE_GAP; at++) {
            char c = text.charAt(at);
            if (Character.isDigit(c)) {
                digits++;
                afterLast = at + 1;
            } else if (!isPhoneSeparator(c)) {
                break;
            }
        }
        return digits >= MIN_PHONE_DIGITS ? afterLast : NONE;
    }

    static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }

    /** Anything but letters, and but what separates the parts of lists, times and JSON. */
    private static boolean isPhoneSeparator(char c) {
        return ",:;\"%".indexOf(c) < 0 && !Character.isLetter(c);
    }

    private static boolean isLocalPart(char c) {
        return Character.isLetterOrDigit(c) || "._%+-!#$&'*/=?^`{|}~".indexOf(c) >= 0;
    }
}
