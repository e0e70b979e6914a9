package org.curbline.agent;

/** Nobody has said which kiosk this is. */
final class NotEnrolledException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotEnrolledException() {
        super(
                "This computer is no kiosk yet: curbline-agent enroll --gateway URL --token TOKEN makes it one, with a token"
                        + " from the gateway; or curbline.agent.kiosk says which it is.");
    }
}
