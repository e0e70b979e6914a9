package org.curbline.agent.status;

/**
 * How a source of events is.
 *
 * @param text a sentence for people
 * @param trouble what is amiss; empty if nothing is
 */
public record SourceStatus(String text, String trouble) {
    public boolean isWell() {
        return trouble.isEmpty();
    }

    /** For people. */
    @Override
    public String toString() {
        return isWell() ? text : text + "; it FAILS: " + trouble;
    }
}
