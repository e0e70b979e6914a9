package org.curbline.simulator.scenario;

import java.util.List;

/** A scenario cannot be used; the message is for people, one problem a line. */
public final class ScenarioException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScenarioException(List<String> problems) {
        super(String.join("\n", problems));
    }

    public ScenarioException(String problem) {
        this(List.of(problem));
    }
}
