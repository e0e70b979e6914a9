package org.curbline.agent.source.tablet;

/** What was posted is no use of the tablet, for a reason in a sentence for whoever wrote the shell. */
final class RefusedPostException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedPostException(String why) {
        super(why);
    }
}
