package org.curbline.registry.kiosk;

/** Why a kiosk's place reads differently now. */
public enum PlaceChange {
    /** It was moved: what was before counts where it stood then. */
    MOVE,
    /** It always stood there: what was said of the same time was wrong. */
    CORRECTION
}
