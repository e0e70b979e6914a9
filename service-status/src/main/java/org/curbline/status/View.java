package org.curbline.status;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Whose eyes a history is told with. */
public enum View {
    /** As Curbline saw it at the time: what it could not see is unknown. */
    SEEN("seen"),
    /** As it is known now: what a kiosk reported later, from its spool, holds for the time it speaks of. */
    KNOWN("known"),
    /** What speaks against the kiosk's own word, and from when until when: laid over what is known of it. */
    SUSPICION("suspicion");

    /** What tells together what is known now. */
    public static final Set<View> NOW_KNOWN = Collections.unmodifiableSet(EnumSet.of(KNOWN, SUSPICION));

    private final String word;

    View(String word) {
        this.word = word;
    }

    /** Its name in the API and in the store. */
    public String word() {
        return word;
    }
}
