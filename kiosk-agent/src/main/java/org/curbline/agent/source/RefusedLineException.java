package org.curbline.agent.source;

/** A line is no event, for a reason in a sentence for whoever wrote it. */
final class RefusedLineException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedLineException(String why) {
        super(why);
    }
}
