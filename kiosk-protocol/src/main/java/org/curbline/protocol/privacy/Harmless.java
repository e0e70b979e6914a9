package org.curbline.protocol.privacy;

/**
 * Digits that are nobody's number: dates of our time, alone or with a time of day, as RFC 3339 writes them, and site
 * names as New York writes them, such as {@code mn-05-129381}.
 */
final class Harmless {
    private static final int DATE_LENGTH = 10;
    private static final int SITE_LENGTH = 12;

    private Harmless() {}

    /** Where the date, time or name ends that begins there, or the place itself if none does. */
    static int end(CharSequence text, int from, int i) {
        boolean begins = i == from || !Character.isLetterOrDigit(text.charAt(i - 1));
        if (!begins || text.length() - i < DATE_LENGTH) {
            return i;
        }
        return isDigit(text, i) ? dateEnd(text, i) : siteEnd(text, i);
    }

    private static int dateEnd(CharSequence text, int i) {
        boolean isDate = number(text, i, 4, 1970, 2099)
                && text.charAt(i + 4) == '-'
                && number(text, i + 5, 2, 1, 12)
                && text.charAt(i + 7) == '-'
                && number(text, i + 8, 2, 1, 31);
        if (!isDate) {
            return i;
        }
        int end = timeEnd(text, i + DATE_LENGTH);
        boolean goesOn = end < text.length() && Character.isDigit(text.charAt(end));
        return goesOn ? i : end;
    }

    private static int siteEnd(CharSequence text, int i) {
        boolean isSite = isLetter(text.charAt(i))
                && isLetter(text.charAt(i + 1))
                && text.charAt(i + 2) == '-'
                && number(text, i + 3, 2, 0, 99)
                && text.charAt(i + 5) == '-'
                && number(text, i + 6, 6, 0, 999_999);
        int end = i + SITE_LENGTH;
        boolean goesOn = isSite && end < text.length() && "-.@:/".indexOf(text.charAt(end)) >= 0;
        boolean runsOn = isSite && end < text.length() && Character.isLetterOrDigit(text.charAt(end));
        return isSite && !goesOn && !runsOn ? end : i;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static int timeEnd(CharSequence text, int at) {
        if (!isOneOf(text, at, "Tt ") || !clock(text, at + 1)) {
            return at;
        }
        int end = at + 6;
        if (isOneOf(text, end, ":") && number(text, end + 1, 2, 0, 60)) {
            end += 3;
            if (isOneOf(text, end, ".") && isDigit(text, end + 1)) {
                int most = end + 10;
                for (end++; end < most && isDigit(text, end); end++) {
                    // on to the end of the fraction
                }
            }
        }
        if (isOneOf(text, end, "Zz")) {
            return end + 1;
        }
        return isOneOf(text, end, "+-") && clock(text, end + 1) ? end + 6 : end;
    }

    private static boolean clock(CharSequence text, int at) {
        return number(text, at, 2, 0, 24) && isOneOf(text, at + 2, ":") && number(text, at + 3, 2, 0, 59);
    }

    private static boolean number(CharSequence text, int at, int digits, int min, int max) {
        int value = 0;
        for (int i = at; i < at + digits; i++) {
            if (!isDigit(text, i)) {
                return false;
            }
            value = value * 10 + (text.charAt(i) - '0');
        }
        return value >= min && value <= max;
    }

    private static boolean isDigit(CharSequence text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static boolean isOneOf(CharSequence text, int at, String chars) {
        return at < text.length() && chars.indexOf(text.charAt(at)) >= 0;
    }
}
