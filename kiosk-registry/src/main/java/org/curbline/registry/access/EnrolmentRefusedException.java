package org.curbline.registry.access;

/** A token gives no password, for a reason in a sentence for whoever has it. */
public final class EnrolmentRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    EnrolmentRefusedException(String why) {
        super(why);
    }
}
