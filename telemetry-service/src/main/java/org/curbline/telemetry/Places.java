package org.curbline.telemetry;

/** Where what a row is of stands: a kiosk, or an area of kiosks. */
interface Places {
    /** The place of which nobody said it. */
    String UNKNOWN = "unknown";

    String borough(String id);

    /** A community board, such as 105. */
    String district(String id);
}
