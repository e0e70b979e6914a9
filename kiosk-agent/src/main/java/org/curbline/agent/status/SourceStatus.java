package org.curbline.agent.status;

/**
 * How a source of events, or the check of a service, is.
 *
 * @param text a sentence for people
 * @param trouble what is amiss; empty if nothing is
 * @param remedy what to do about that; empty if nobody knows
 */
public record SourceStatus(String text, String trouble, String remedy) {
    public boolean isWell() {
        return trouble.isEmpty();
    }

    /** For people. */
    @Override
    public String toString() {
        return isWell() ? text : text + "; it FAILS: " + trouble;
    }
}
