package org.curbline.store;

/**
 * A named place in a point. The type is fixed here, before anything is written, so that a store never meets a field
 * with two types.
 */
public sealed interface Column {
    String name();

    /** Part of a point's key: a kiosk or a word of a closed set. */
    record Tag(String name) implements Column {}

    /** A 64-bit whole number. */
    record Whole(String name) implements Column {}

    /** A 64-bit floating point number; never NaN or infinite. */
    record Real(String name) implements Column {}

    /** A short text. */
    record Text(String name) implements Column {}
}
