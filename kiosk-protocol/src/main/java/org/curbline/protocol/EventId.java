package org.curbline.protocol;

import java.util.regex.Pattern;

/**
 * What tells one event of a kiosk from every other.
 *
 * @param seq grows by one with every event of the kiosk and survives a reboot; 0 or more. A hole is a loss somebody can
 *     see.
 * @param atMillis when the use ended or the report was made: milliseconds since 1970-01-01T00:00:00Z
 * @param run names the life of the kiosk's memory: a kiosk that lost it begins again at {@code seq} 0 or 1 under a run
 *     it never used before. 1 to 16 of a-z and 0-9; {@link #FIRST_RUN} when the kiosk does not say.
 */
public record EventId(long seq, long atMillis, String run) {
    /** The run of a kiosk that never lost its memory, and of every event that names none. */
    public static final String FIRST_RUN = "0";

    /** The most letters and digits of a run. */
    public static final int LONGEST_RUN = 16;

    private static final Pattern RUN = Pattern.compile("[a-z0-9]{1," + LONGEST_RUN + "}");

    public EventId(long seq, long atMillis) {
        this(seq, atMillis, FIRST_RUN);
    }

    /** Whether a run may be called so. */
    public static boolean isRun(String text) {
        return RUN.matcher(text).matches();
    }
}
