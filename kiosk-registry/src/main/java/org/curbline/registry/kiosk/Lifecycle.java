package org.curbline.registry.kiosk;

/**
 * Where a kiosk is in its life, as people decide it. Whether it works or is online right now is something else and is
 * kept elsewhere.
 */
public enum Lifecycle {
    /** A site is chosen; nothing stands there yet. */
    PLANNED,
    /** It stands there, but does not serve the public yet. */
    INSTALLED,
    /** It is meant to work. */
    ACTIVE,
    /** Somebody works on it; what fails meanwhile is nobody's downtime. */
    MAINTENANCE,
    /** It is gone, perhaps to come back. */
    REMOVED
}
