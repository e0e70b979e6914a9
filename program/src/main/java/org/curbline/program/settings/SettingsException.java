package org.curbline.program.settings;

import java.util.List;

/** The settings cannot be used. The message lists everything that is wrong with them, a line each, for a person. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    SettingsException(List<String> problems) {
        super(
                problems.size() == 1
                        ? "The settings have a mistake: " + problems.get(0)
                        : "The settings have " + problems.size() + " mistakes:\n  - "
                                + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each mistake as a sentence; never empty. */
    public List<String> problems() {
        return problems;
    }
}
