package org.curbline.telemetry.rollup;

/**
 * Which kiosks are rolled up together: those whose ids are alike up to the last hyphen, as {@code mn-05-000123} is of
 * {@code mn-05}. An id is all that a point says of a place, and never changes, so neither does the rollup; what stands
 * where is joined when reading.
 */
public final class Areas {
    private Areas() {}

    /** The area of a kiosk: of an id without a hyphen, the id. */
    public static String of(String kiosk) {
        int end = kiosk.lastIndexOf('-');
        return end <= 0 ? kiosk : kiosk.substring(0, end);
    }
}
