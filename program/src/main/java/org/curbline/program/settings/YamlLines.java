package org.curbline.program.settings;

import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** On which line of a YAML file each key stands, so that a person finds the mistake. */
final class YamlLines {
    static final YamlLines NONE = new YamlLines();

    private final Map<String, Integer> lines = new HashMap<>();

    private YamlLines() {}

    /** @throws org.yaml.snakeyaml.error.YAMLException if it is not YAML */
    static YamlLines of(String yaml) {
        YamlLines read = new YamlLines();
        Node root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
        if (root != null) {
            read.walk("", root);
        }
        return read;
    }

    /** Behind what is wrong with a key: where it is, or the section it would be in; empty if the file has neither. */
    String place(String key) {
        Integer line = lines.get(key);
        if (line != null) {
            return " (line " + line + ")";
        }
        int above = Math.max(key.lastIndexOf('.'), key.lastIndexOf('['));
        return above < 0 ? "" : place(key.substring(0, above));
    }

    private void walk(String key, Node node) {
        switch (node.getNodeId()) {
            case mapping -> ((MappingNode) node).getValue().forEach(entry -> enter(key, entry));
            case sequence -> {
                List<Node> items = ((SequenceNode) node).getValue();
                for (int i = 0; i < items.size(); i++) {
                    note(key + "[" + i + "]", items.get(i));
                    walk(key + "[" + i + "]", items.get(i));
                }
            }
            case scalar, anchor -> {
                // its key was noted
            }
        }
    }

    private void enter(String above, NodeTuple entry) {
        if (entry.getKeyNode() instanceof ScalarNode name) {
            String key = above.isEmpty() ? name.getValue() : above + "." + name.getValue();
            note(key, name);
            walk(key, entry.getValueNode());
        }
    }

    private void note(String key, Node at) {
        lines.putIfAbsent(key, at.getStartMark().getLine() + 1);
    }
}
