package org.curbline.status;

/** Whose eyes a history is told with. */
public enum View {
    /** As Curbline saw it at the time: what it could not see is unknown. */
    SEEN("seen"),
    /** As it is known now: what a kiosk reported later, from its spool, holds for the time it speaks of. */
    KNOWN("known");

    private final String word;

    View(String word) {
        this.word = word;
    }

    /** Its name in the API and in the store. */
    public String word() {
        return word;
    }
}
