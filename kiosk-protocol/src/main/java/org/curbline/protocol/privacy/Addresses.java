package org.curbline.protocol.privacy;

/** MAC and IP addresses in the forms in which they are written. */
final class Addresses {
    private static final int NONE = -1;
    private static final int MAC_DIGITS = 12;
    private static final int EUI_64_DIGITS = 16;
    private static final int LONGEST_SEPARATOR = 3;

    private Addresses() {}

    /** Where the address ends that begins there, or -1. What stands before {@code from} counts for nothing. */
    static int end(CharSequence text, int from, int i) {
        int end = macEnd(text, i);
        boolean atBoundary = i == from || !Character.isLetterOrDigit(text.charAt(i - 1));
        if (end == NONE && (atBoundary || follows0x(text, from, i))) {
            end = bareMacEnd(text, i);
        }
        if (end == NONE && atBoundary) {
            end = ipv4End(text, i);
        }
        if (end == NONE && atBoundary && (i == from || text.charAt(i - 1) != ':')) {
            end = ipv6End(text, i);
        }
        return end;
    }

    /** Six groups of two digits, or three of four, or with colons also six of one or two. */
    private static int macEnd(CharSequence text, int i) {
        int first = hexRun(text, i, 5);
        int separator = separatorLength(text, i + first);
        if (separator == 0) {
            return NONE;
        }
        char mark = text.charAt(i + first);
        if (first == 4) {
            return separator == 1 && mark != ' ' ? groupsEnd(text, i, i + first, separator, 3, 4, 4) : NONE;
        }
        int least = separator == 1 && mark == ':' ? 1 : 2;
        return first == 2 || first == least ? groupsEnd(text, i, i + first, separator, 6, least, 2) : NONE;
    }

    /** How many characters stand between two groups there; 0 for what is between the items of a list. */
    private static int separatorLength(CharSequence text, int at) {
        int length = 0;
        while (length <= LONGEST_SEPARATOR && at + length < text.length()) {
            char c = text.charAt(at + length);
            if (Character.isLetterOrDigit(c)) {
                return length;
            }
            if (c == ',' || c == ';') {
                return 0;
            }
            length++;
        }
        return 0;
    }

    /** Where the groups end that are all separated by what stands at a place. */
    private static int groupsEnd(
            CharSequence text, int i, int separatorAt, int separator, int groups, int least, int most) {
        int at = i;
        for (int group = 0; group < groups; group++) {
            if (group > 0) {
                if (!sameText(text, separatorAt, at, separator)) {
                    return NONE;
                }
                at += separator;
            }
            int digits = hexRun(text, at, most);
            if (digits < least) {
                return NONE;
            }
            at += digits;
        }
        return at;
    }

    private static boolean sameText(CharSequence text, int one, int other, int length) {
        if (other + length > text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(one + i) != text.charAt(other + i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Twelve digits in one piece, or two pieces of six, or sixteen of which the middle says that it is made of twelve.
     */
    private static int bareMacEnd(CharSequence text, int i) {
        if (hexRun(text, i, EUI_64_DIGITS + 1) == EUI_64_DIGITS && isMiddle(text, i + 6)) {
            return i + EUI_64_DIGITS;
        }
        int digits = hexRun(text, i, MAC_DIGITS);
        int end = i + digits;
        if (digits == 6 && end < text.length() && "-:.".indexOf(text.charAt(end)) >= 0) {
            int rest = hexRun(text, end + 1, 6);
            digits += rest;
            end += 1 + rest;
        }
        boolean goesOn = end < text.length() && Character.isLetterOrDigit(text.charAt(end));
        return digits == MAC_DIGITS && !goesOn ? end : NONE;
    }

    private static boolean isMiddle(CharSequence text, int at) {
        return text.subSequence(at, at + 4).toString().equalsIgnoreCase("fffe");
    }

    private static int ipv4End(CharSequence text, int i) {
        int at = i;
        for (int group = 0; group < 4; group++) {
            if (group > 0) {
                if (at == text.length() || text.charAt(at) != '.') {
                    return NONE;
                }
                at++;
            }
            int value = 0;
            int begin = at;
            while (at < text.length() && at - begin < 4 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                value = value * 10 + (text.charAt(at) - '0');
                at++;
            }
            if (at == begin || value > 255 || at - begin > 3) {
                return NONE;
            }
        }
        return at;
    }

    /** Eight groups, or fewer with a double colon for those left out. */
    private static int ipv6End(CharSequence text, int i) {
        int at = i;
        int groups = 0;
        boolean shortened = false;
        while (at < text.length() && groups < 8) {
            if (text.charAt(at) == ':') {
                boolean twice = at + 1 < text.length() && text.charAt(at + 1) == ':';
                if (twice ? shortened : groups == 0) {
                    return NONE;
                }
                shortened |= twice;
                at += twice ? 2 : 1;
            } else if (groups > 0 && text.charAt(at - 1) != ':') {
                break;
            }
            int digits = hexRun(text, at, 4);
            if (digits == 0) {
                break;
            }
            groups++;
            at += digits;
        }
        boolean goesOn = at < text.length() && Character.isLetterOrDigit(text.charAt(at));
        return !goesOn && (groups == 8 || (shortened && groups > 0)) ? at : NONE;
    }

    private static int hexRun(CharSequence text, int at, int most) {
        int digits = 0;
        while (digits < most && at + digits < text.length() && PersonalDataScanner.isHex(text.charAt(at + digits))) {
            digits++;
        }
        return digits;
    }

    private static boolean follows0x(CharSequence text, int from, int i) {
        return i - from >= 2 && text.charAt(i - 2) == '0' && (text.charAt(i - 1) == 'x' || text.charAt(i - 1) == 'X');
    }
}
