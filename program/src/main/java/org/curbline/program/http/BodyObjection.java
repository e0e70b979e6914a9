package org.curbline.program.http;

import io.vertx.core.json.JsonArray;
import io.vertx.json.schema.OutputUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says of a body that does not fit the document which field is at fault and what it should be. */
final class BodyObjection {
    /** What only says that something within does not fit. */
    private static final Set<String> AROUND = Set.of("properties", "items", "$ref", "allOf", "anyOf", "oneOf");

    private static final Pattern LAST_NUMBER = Pattern.compile("(-?[\\d.]+)\\)?$");

    private BodyObjection() {}

    /** @param found what the validator says in all; it has at least one error */
    static Problem of(OutputUnit found) {
        List<OutputUnit> errors = found.getErrors();
        OutputUnit deepest = errors.stream()
                .filter(error -> !AROUND.contains(keyword(error)))
                .max(Comparator.comparingInt(error -> error.getKeywordLocation().length()
                        - (keyword(error).equals("additionalProperties") ? 1_000 : 0)))
                .orElse(errors.get(0));
        String error = deepest.getError();
        String field = field(deepest.getInstanceLocation());
        if (keyword(deepest).equals("required")) {
            String missing = error.substring(error.indexOf('"') + 1, error.lastIndexOf('"'));
            return Problem.badParameter(missing, "The body must have " + missing + ", and has not.");
        }
        return field.isEmpty()
                ? new Problem(400, "Invalid request", "The body does not fit: " + error + '.', null)
                : Problem.badParameter(field, sentence(field, keyword(deepest), error));
    }

    private static String sentence(String field, String keyword, String error) {
        Matcher number = LAST_NUMBER.matcher(error);
        String limit = number.find() ? number.group(1) : "";
        return switch (keyword) {
            case "enum" -> field + " must be one of " + words(error.substring(error.indexOf('['))) + '.';
            case "minLength" ->
                limit.equals("1")
                        ? field + " must not be empty."
                        : field + " must have at least " + limit + " characters.";
            case "maxLength" -> field + " must have at most " + limit + " characters.";
            case "minimum" -> field + " must be at least " + limit + '.';
            case "maximum" -> field + " must be at most " + limit + '.';
            case "minItems" -> field + " must have at least " + limit + " of them.";
            case "maxItems" -> field + " must have at most " + limit + " of them.";
            case "type" -> field + " must be of type " + error.substring(error.lastIndexOf(' ') + 1) + '.';
            case "additionalProperties" -> "There is no field " + field + " here.";
            default -> field + " does not fit: " + error + '.';
        };
    }

    private static String words(String json) {
        return new JsonArray(json).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    /** {@code #/types/0} is about {@code types}. */
    private static String field(String pointer) {
        return Stream.of(pointer.split("/", -1))
                .skip(1)
                .filter(part -> !part.isEmpty() && !part.chars().allMatch(Character::isDigit))
                .collect(Collectors.joining("."));
    }

    private static String keyword(OutputUnit error) {
        String location = error.getKeywordLocation();
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
