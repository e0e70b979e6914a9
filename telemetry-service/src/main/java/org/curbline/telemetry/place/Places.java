package org.curbline.telemetry.place;

/** Where what a row is of stands: a kiosk, or an area of kiosks. */
public interface Places {
    /** The place of which nobody said it. */
    String UNKNOWN = "unknown";

    String borough(String id);

    /** A community board, such as 105. */
    String district(String id);
}
