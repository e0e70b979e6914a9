package org.curbline.agent.checkup;

/**
 * What was found at one piece.
 *
 * @param piece a word, such as "clock"
 * @param remedy what to do about it; empty if nothing is amiss
 */
public record Finding(String piece, String found, String remedy) {
    static Finding well(String piece, String found) {
        return new Finding(piece, found, "");
    }

    public boolean isWell() {
        return remedy.isEmpty();
    }

    /** A line for people, or two. */
    @Override
    public String toString() {
        return (isWell() ? "ok    " : "BAD   ") + piece + ": " + found + (isWell() ? "" : "\n      -> " + remedy);
    }
}
