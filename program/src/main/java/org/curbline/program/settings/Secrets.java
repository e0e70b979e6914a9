package org.curbline.program.settings;

import java.util.List;
import java.util.Locale;

/** Which keys hold what nobody should read over a shoulder or in a log. */
final class Secrets {
    static final String MASK = "********";

    private static final List<String> ENDINGS = List.of("password", "token", "secret");

    private Secrets() {}

    static boolean isSecret(String key) {
        String name = key.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(name::endsWith);
    }
}
