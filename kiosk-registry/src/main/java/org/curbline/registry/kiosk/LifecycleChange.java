package org.curbline.registry.kiosk;

import java.time.Instant;

/**
 * Somebody decided where a kiosk is in its life. The first of a kiosk tells when it was registered.
 *
 * @param by who; for what no person did, what did: {@link #LIST}, {@link #CONNECTION}, {@link #REGISTRY}
 * @param reason why; may be empty
 */
public record LifecycleChange(String kiosk, Instant at, Lifecycle lifecycle, String by, String reason) {
    /** It stood in a kiosk list. */
    public static final String LIST = "kiosk list";
    /** It connected, and nobody knew it. */
    public static final String CONNECTION = "first connection";
    /** Known to have been so when histories began to be kept, or put by a program. */
    public static final String REGISTRY = "registry";
}
