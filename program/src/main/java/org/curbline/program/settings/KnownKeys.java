package org.curbline.program.settings;

import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys a program reads, and so those it does not. A file may serve several programs: a section none of its mappings
 * lies in is another program's business, as long as some Curbline program knows it.
 */
final class KnownKeys {
    static final String ROOT = "curbline.";

    /** Every section some Curbline program reads: the word after {@code curbline.}. */
    private static final Set<String> SECTIONS = Set.of(
            "agent",
            "gateway",
            "http",
            "mqtt",
            "pipeline",
            "quarantine",
            "registry",
            "simulator",
            "standalone",
            "status",
            "store",
            "telemetry",
            "webhooks");

    private final Set<String> keys = new TreeSet<>();
    private final Set<String> mapped = new TreeSet<>();
    private final List<Pattern> patterns;
    private final List<Pattern> environmentPatterns;

    KnownKeys(List<Class<?>> mappings) {
        for (Class<?> mapping : mappings) {
            ConfigClass described = ConfigClass.configClass(mapping);
            keys.addAll(described.getProperties().keySet());
            mapped.add(section(described.getPrefix() + "."));
        }
        patterns = keys.stream().map(KnownKeys::pattern).toList();
        environmentPatterns = keys.stream().map(KnownKeys::environmentPattern).toList();
    }

    /** The keys without a placeholder for an index or a name. */
    Set<String> plainKeys() {
        return keys.stream().filter(key -> !key.contains("*")).collect(Collectors.toSet());
    }

    boolean isKnown(String key) {
        return patterns.stream().anyMatch(pattern -> pattern.matcher(key).matches());
    }

    /** What is wrong with a key of a file or of the command line; empty when nothing is. */
    Optional<String> objection(String key) {
        if (isKnown(key)) {
            return Optional.empty();
        }
        if (!key.startsWith(ROOT)) {
            return Optional.of(key + " is unknown: every key begins with " + ROOT);
        }
        String section = section(key);
        if (mapped.contains(section)) {
            return Optional.of(key + " is unknown" + suggestion(key));
        }
        return SECTIONS.contains(section)
                ? Optional.empty()
                : Optional.of(key + " is unknown: there is no section " + section + "; there are "
                        + String.join(", ", new TreeSet<>(SECTIONS)));
    }

    /** What is wrong with a variable of the environment; those outside the sections read here may be anybody's. */
    Optional<String> environmentObjection(String variable) {
        boolean ours = mapped.stream().anyMatch(section -> variable.startsWith(environmentName(ROOT + section) + "_"));
        if (!ours
                || environmentPatterns.stream()
                        .anyMatch(p -> p.matcher(variable).matches())) {
            return Optional.empty();
        }
        return Optional.of("The environment variable " + variable + " is unknown"
                + suggestion(variable.toLowerCase(Locale.ROOT).replace('_', '.')));
    }

    private String suggestion(String key) {
        return keys.stream()
                .filter(known -> distance(known, key) <= 2)
                .findFirst()
                .map(known -> "; did you mean " + known + "?")
                .orElse("");
    }

    private static String section(String key) {
        String rest = key.substring(Math.min(ROOT.length(), key.length()));
        int end = rest.indexOf('.');
        return end < 0 ? rest : rest.substring(0, end);
    }

    private static Pattern pattern(String key) {
        return Pattern.compile(
                Pattern.quote(key).replace("[*]", "\\E\\[\\d+]\\Q").replace("*", "\\E(?:\"[^\"]+\"|[^.\"\\[]+)\\Q"));
    }

    private static Pattern environmentPattern(String key) {
        return Pattern.compile(
                environmentName(key.replace("[*]", "0").replace("*", "0")).replace("0", "[A-Z0-9_]+"));
    }

    static String environmentName(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** How many letters must be put in, taken out or changed to make one word of the other. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
