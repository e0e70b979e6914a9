package org.curbline.protocol.privacy;

import java.util.Locale;
import java.util.Set;

/** URLs and the names of hosts. */
final class Hosts {
    private static final int NONE = -1;

    private static final Set<String> KNOWN_ENDINGS = Set.of(
            ("com org net edu gov mil int info biz name pro mobi tel io co ai app dev cloud online site shop store club"
                            + " link page xyz nyc us uk ca au nz ie de at ch fr es pt it gr nl be lu eu pl cz sk hu ro bg"
                            + " se no dk fi is ru ua tr il za ng ke eg in pk bd cn hk tw jp kr sg my th vn ph id br ar"
                            + " mx cl pe ve do pr jm ht me tv fm ly gl to museum travel blog website tokyo london paris"
                            + " berlin")
                    .split(" "));

    private Hosts() {}

    /** Letters of any script, digits, hyphens and the dots between labels. */
    static boolean isHostChar(char c) {
        return c == '.' || c == '-' || Character.isLetterOrDigit(c);
    }

    /** Where the characters of a host end that begin there. */
    static int wordEnd(CharSequence text, int i) {
        int after = i;
        while (after < text.length() && isHostChar(text.charAt(after))) {
            after++;
        }
        return after;
    }

    /** Where the URL or host ends of which these are the first characters, or -1 if they are of none. */
    static int end(CharSequence text, int i, int wordEnd) {
        if (startsWith(text, wordEnd, "://")) {
            return urlEnd(text, wordEnd);
        }
        String word = text.subSequence(i, wordEnd).toString();
        boolean found = word.indexOf('.') >= 0 && isHost(word.toLowerCase(Locale.ROOT), text, wordEnd);
        return found ? urlEnd(text, wordEnd) : NONE;
    }

    private static boolean isHost(String word, CharSequence text, int after) {
        int begin = 0;
        int end = word.length();
        while (begin < end && isMark(word.charAt(begin))) {
            begin++;
        }
        while (end > begin && isMark(word.charAt(end - 1))) {
            end--;
        }
        int lastDot = word.lastIndexOf('.', end - 1);
        if (lastDot <= begin) {
            return false;
        }
        String ending = word.substring(lastDot + 1, end);
        return word.startsWith("www.", begin)
                || isForeign(ending)
                || word.startsWith("xn--", begin)
                || word.contains(".xn--")
                || KNOWN_ENDINGS.contains(ending)
                || (isName(ending) && (hasPath(text, after) || hasPort(text, after)));
    }

    private static boolean isMark(char c) {
        return c == '.' || c == '-';
    }

    private static boolean isName(String ending) {
        return ending.length() >= 2
                && (ending.startsWith("xn--") || ending.chars().allMatch(Character::isLetter));
    }

    /** Whether it is of letters beyond ASCII, as in {@code пример.рф}: no name of a file or of a thing in a program. */
    private static boolean isForeign(String ending) {
        return ending.length() >= 2 && ending.chars().allMatch(c -> c >= 0x80 && Character.isLetter(c));
    }

    private static boolean hasPath(CharSequence text, int at) {
        return startsWith(text, at, "/") && at + 1 < text.length() && !Character.isWhitespace(text.charAt(at + 1));
    }

    private static boolean hasPort(CharSequence text, int at) {
        return startsWith(text, at, ":") && at + 1 < text.length() && Character.isDigit(text.charAt(at + 1));
    }

    /** A path, a query and whatever else hangs on goes with the host. */
    private static int urlEnd(CharSequence text, int after) {
        if (after == text.length() || "/:?#".indexOf(text.charAt(after)) < 0) {
            return after;
        }
        int end = after;
        while (end < text.length()
                && !Character.isWhitespace(text.charAt(end))
                && "\"<>[]".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static boolean startsWith(CharSequence text, int at, String prefix) {
        if (at + prefix.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (text.charAt(at + i) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
