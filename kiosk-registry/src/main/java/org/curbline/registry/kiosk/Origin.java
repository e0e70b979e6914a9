package org.curbline.registry.kiosk;

/** How the registry came to know a kiosk. */
public enum Origin {
    /** From a kiosk list. */
    IMPORTED,
    /** It connected, and nobody had registered it. */
    DISCOVERED,
    /** Somebody entered it by hand. */
    ADDED
}
