package org.curbline.simulator.audit;

import java.util.List;

/**
 * What came of comparing.
 *
 * @param line for people: what was compared
 * @param differences each in a sentence
 */
public record Compared(String line, List<String> differences) {
    private static final int SHOWN = 10;

    public Compared {
        differences = List.copyOf(differences);
    }

    public boolean agrees() {
        return differences.isEmpty();
    }

    /** The line, and the first differences. */
    public String text() {
        StringBuilder text = new StringBuilder(line);
        differences.stream().limit(SHOWN).forEach(each -> text.append("\n  ").append(each));
        return text.toString();
    }
}
