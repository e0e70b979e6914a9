package org.curbline.program.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The configuration library's messages, said to a person: without its codes, and without secrets. */
final class Sentences {
    private static final Pattern CODE = Pattern.compile("SRCFG\\d{5}: ");
    private static final Pattern CONVERSION = Pattern.compile(
            "The config property (\\S+) with the config value \"(.*?)\" threw an Exception whilst being converted ?(.*)",
            Pattern.DOTALL);
    private static final Pattern MISSING =
            Pattern.compile("The config property (\\S+) is required but it could not be found in any config source");

    private static final Pattern FEW_WORDS =
            Pattern.compile("Cannot convert .* to enum .*, allowed values: (.*)", Pattern.DOTALL);

    private Sentences() {}

    static String of(String message) {
        String plain = CODE.matcher(message).replaceAll("");
        Matcher missing = MISSING.matcher(plain);
        if (missing.find()) {
            return missing.group(1) + " is required and not given";
        }
        Matcher conversion = CONVERSION.matcher(plain);
        if (!conversion.find()) {
            return plain;
        }
        String key = conversion.group(1);
        return Secrets.isSecret(key)
                ? key + " has a value that cannot be used"
                : key + " cannot be \"" + conversion.group(2) + "\": " + why(conversion.group(3));
    }

    private static String why(String words) {
        Matcher few = FEW_WORDS.matcher(words);
        return few.matches()
                ? "it is one of "
                        + Stream.of(few.group(1).split(","))
                                .map(String::strip)
                                .sorted()
                                .collect(Collectors.joining(", "))
                : words;
    }
}
