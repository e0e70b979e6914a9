package org.curbline.simulator.scenario;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with a file, collected until all of it is known. Not safe for several threads. */
final class Problems {
    private final List<Problem> problems = new ArrayList<>();

    /** @param line of the file, from 1 */
    void add(int line, String sentence) {
        problems.add(new Problem(line, sentence));
    }

    /** @throws ScenarioException if there are any */
    void raise(String file) {
        if (!problems.isEmpty()) {
            throw new ScenarioException(problems.stream()
                    .sorted(Comparator.comparingInt(Problem::line))
                    .map(each -> file + ", line " + each.line + ": " + each.sentence)
                    .toList());
        }
    }

    private record Problem(int line, String sentence) {}
}
