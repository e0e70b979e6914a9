package org.curbline.protocol.privacy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import org.curbline.protocol.EventId;

/** Raw JSON text as it was sent, for taking personal data out of it and leaving the rest as it is. */
public final class JsonText {
    // without a table of names: names made to collide in one would end in an exception
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();
    private static final int UNICODE_ESCAPE_LENGTH = 6;

    private JsonText() {}

    /** Whether the whole text is one well-formed object or array. */
    public static boolean isObjectOrArray(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null || !first.isStructStart()) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** Redacts each string and name of well-formed JSON by itself. */
    static String redactStrings(String json) {
        StringBuilder result = new StringBuilder(json.length());
        String name = "";
        int done = 0;
        int begin = json.indexOf('"');
        while (begin >= 0) {
            int end = closingQuote(json, begin);
            String raw = json.substring(begin + 1, end);
            String said = raw.indexOf('\\') < 0 ? raw : unescape(raw);
            if (PersonalData.isIn(said) && !isRun(name, said)) {
                result.append(json, done, begin + 1);
                JsonStringEncoder.getInstance().quoteAsString(PersonalData.redactPlain(said), result);
                done = end;
            }
            name = isName(json, end + 1) ? said : "";
            begin = json.indexOf('"', end + 1);
        }
        return result.append(json, done, json.length()).toString();
    }

    /**
     * The text with what stands there in place of each escape that has four hexadecimal digits, and each {@code \/}.
     */
    static String withoutUnicodeEscapes(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder result = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            int code = unicodeEscape(text, i);
            if (code >= ' ') {
                result.append((char) code);
                i += UNICODE_ESCAPE_LENGTH;
            } else if (text.startsWith("\\/", i)) {
                i++;
            } else {
                result.append(text.charAt(i++));
            }
        }
        return result.toString();
    }

    /** A run may look like a number and is none: it has a grammar of its own. */
    private static boolean isRun(String name, String value) {
        return name.equals("run") && EventId.isRun(value);
    }

    private static int closingQuote(String json, int openingQuote) {
        int i = openingQuote + 1;
        while (json.charAt(i) != '"') {
            i += json.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private static boolean isName(String json, int afterString) {
        int i = afterString;
        while (i < json.length() && Character.isWhitespace(json.charAt(i))) {
            i++;
        }
        return i < json.length() && json.charAt(i) == ':';
    }

    private static String unescape(String raw) {
        StringBuilder result = new StringBuilder(raw.length());
        int i = 0;
        while (i < raw.length()) {
            int code = unicodeEscape(raw, i);
            if (code >= 0) {
                result.append((char) code);
                i += UNICODE_ESCAPE_LENGTH;
            } else if (raw.charAt(i) == '\\') {
                result.append(control(raw.charAt(i + 1)));
                i += 2;
            } else {
                result.append(raw.charAt(i++));
            }
        }
        return result.toString();
    }

    private static char control(char letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    /** The code unit that an escape of six characters stands for, or -1 when none stands there. */
    private static int unicodeEscape(String text, int at) {
        if (at + UNICODE_ESCAPE_LENGTH > text.length() || !text.startsWith("\\u", at)) {
            return -1;
        }
        int code = 0;
        for (int i = at + 2; i < at + UNICODE_ESCAPE_LENGTH; i++) {
            if (!PersonalDataScanner.isHex(text.charAt(i))) {
                return -1;
            }
            code = code * 16 + Character.digit(text.charAt(i), 16);
        }
        return code;
    }
}
