package org.curbline.simulator.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.curbline.program.settings.Durations;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of a file, read key by key. What is wrong is noted, and a harmless value is returned instead, so that
 * everything wrong is found at once; keys that nobody has asked for by {@link #end} are unknown. Not safe for several
 * threads.
 */
final class Part {
    private static final String DURATION = "[0-9]{1,9}(ms|s|m|h|d)";

    private final String path;
    private final int line;
    private final Problems problems;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Integer> unread = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    private Part(String path, int line, Problems problems) {
        this.path = path;
        this.line = line;
        this.problems = problems;
    }

    /** @param path its name for people, with a dot after it; empty for the whole file */
    static Part of(@Nullable Node node, String path, Problems problems) {
        Part part = new Part(path, node == null ? 1 : lineOf(node), problems);
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(part::take);
        } else if (node != null) {
            problems.add(part.line, part.subject() + " must be a mapping: write 'key: value' lines below it");
        }
        return part;
    }

    private void take(NodeTuple tuple) {
        String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
        int at = lineOf(tuple.getKeyNode());
        if (values.put(key, tuple.getValueNode()) != null) {
            problems.add(at, "'" + path + key + "' stands here twice; leave one out");
        }
        unread.put(key, at);
    }

    int line(String key) {
        Node node = values.get(key);
        return node == null ? line : lineOf(node);
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** Notes that a key has a value it cannot have. */
    void refuse(String key, String what) {
        problems.add(line(key), "'" + path + key + "' " + what);
    }

    Part part(String key) {
        return of(node(key), path + key + ".", problems);
    }

    List<Part> parts(String key) {
        List<Part> parts = new ArrayList<>();
        List<Node> nodes = nodes(key);
        for (int i = 0; i < nodes.size(); i++) {
            parts.add(of(nodes.get(i), path + key + "[" + (i + 1) + "].", problems));
        }
        return parts;
    }

    /** A text that is not blank; empty, and noted, if it is missing. */
    String required(String key) {
        if (!has(key)) {
            problems.add(line, subject() + " lacks '" + key + "': add it");
            return "";
        }
        String text = text(node(key), path + key);
        if (text != null && text.isBlank()) {
            refuse(key, "must say something");
        }
        return text == null ? "" : text;
    }

    /** Texts of a list; each must be understood. */
    <T> List<T> list(String key, Function<String, T> meaning) {
        List<T> list = new ArrayList<>();
        for (Node each : nodes(key)) {
            String text = text(each, path + key);
            if (text != null) {
                understood(text, key, lineOf(each), meaning).ifPresent(list::add);
            }
        }
        if (values.get(key) instanceof SequenceNode sequence
                && sequence.getValue().isEmpty()) {
            refuse(key, "must not be empty: leave the key out instead");
        }
        return list;
    }

    /** What a text means; null if the key is missing or not understood. */
    <T> @Nullable T word(String key, Function<String, T> meaning) {
        Node node = node(key);
        String text = node == null ? null : text(node, path + key);
        return text == null ? null : understood(text, key, line(key), meaning).orElse(null);
    }

    @Nullable
    Duration duration(String key, boolean zeroIsFine) {
        Duration read = word(key, Part::duration);
        if (read != null && (read.isNegative() || (read.isZero() && !zeroIsFine))) {
            refuse(key, "must be more than 0s");
        }
        return read;
    }

    /** A number between two others, both included. */
    double number(String key, double otherwise, double least, double most) {
        return number(node(key), key, otherwise, least, most, false);
    }

    int whole(String key, int otherwise, int least, int most) {
        return (int) number(node(key), key, otherwise, least, most, true);
    }

    /** A whole number of any size. */
    long seed(String key, long otherwise) {
        Node node = node(key);
        if (node == null) {
            return otherwise;
        }
        try {
            if (node instanceof ScalarNode scalar && node.getTag().equals(Tag.INT)) {
                return Long.parseLong(scalar.getValue());
            }
        } catch (NumberFormatException e) {
            // said below
        }
        refuse(key, "must be a whole number");
        return otherwise;
    }

    List<Node> nodes(String key) {
        Node node = node(key);
        if (node == null) {
            return List.of();
        }
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        refuse(key, "must be a list: write [a, b], or '- a' lines below it");
        return List.of();
    }

    double number(@Nullable Node node, String key, double otherwise, double least, double most, boolean whole) {
        if (node == null) {
            return otherwise;
        }
        boolean isNumber =
                node.getTag().equals(Tag.INT) || (!whole && node.getTag().equals(Tag.FLOAT));
        try {
            if (isNumber && node instanceof ScalarNode scalar) {
                double number = Double.parseDouble(scalar.getValue());
                if (number >= least && number <= most) {
                    return number;
                }
            }
        } catch (NumberFormatException e) {
            // said below
        }
        problems.add(
                lineOf(node),
                "'" + path + key + "' must be a " + (whole ? "whole " : "") + "number from " + plain(least) + " to "
                        + plain(most));
        return otherwise;
    }

    /** Notes every key that nobody has asked for. */
    void end() {
        unread.forEach((key, at) -> {
            if (!known.contains(key)) {
                problems.add(at, "'" + path + key + "' is unknown; " + subject() + " has " + String.join(", ", known));
            }
        });
    }

    private @Nullable Node node(String key) {
        known.add(key);
        return values.get(key);
    }

    private <T> Optional<T> understood(String text, String key, int at, Function<String, T> meaning) {
        try {
            return Optional.of(meaning.apply(text));
        } catch (IllegalArgumentException e) {
            problems.add(at, "'" + path + key + "' cannot be '" + text + "': " + e.getMessage());
            return Optional.empty();
        }
    }

    private @Nullable String text(@Nullable Node node, String name) {
        if (node instanceof ScalarNode scalar
                && (node.getTag().equals(Tag.STR) || node.getTag().equals(Tag.TIMESTAMP))) {
            return scalar.getValue();
        }
        problems.add(
                node == null ? line : lineOf(node), "'" + name + "' must be text; quote it if it looks like a number");
        return null;
    }

    private String subject() {
        return path.isEmpty() ? "A scenario" : "'" + path.substring(0, path.length() - 1) + "'";
    }

    private static Duration duration(String text) {
        if (!text.matches(DURATION)) {
            throw new IllegalArgumentException("a duration is written like 10s, 5m, 2h or 7d");
        }
        return Durations.parse(text);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static int lineOf(Node node) {
        return node.getStartMark().getLine() + 1;
    }
}
