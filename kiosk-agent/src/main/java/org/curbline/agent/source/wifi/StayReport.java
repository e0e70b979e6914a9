package org.curbline.agent.source.wifi;

/**
 * What is said of a device's stay at an access point: that it begins, how it goes, or that it ended.
 *
 * @param accessPoint names it; empty if nobody does
 * @param session what the access point calls the stay: the same whenever it speaks of it, and of no other
 * @param network the SSID; empty if it is not said
 */
public record StayReport(String accessPoint, String session, Phase phase, Counts counts, String network, Whose whose) {
    /** How far a stay is. */
    public enum Phase {
        BEGINS,
        GOES_ON,
        ENDED
    }

    /**
     * What was used since the stay began.
     *
     * @param seconds its length; -1 if it is not said
     * @param upBytes from the device
     * @param downBytes to the device
     * @param has64Bits whether bytes beyond 4 GiB are said, too
     */
    public record Counts(long seconds, long upBytes, long downBytes, boolean has64Bits) {
        public static final Counts NONE = new Counts(-1, 0, 0, false);
    }

    /**
     * Whose stay it is, by which it is joined to others; nothing of it may leave the memory. All empty if it is not
     * known.
     *
     * @param device its address, in any of the usual forms
     * @param user who logged in with it
     * @param roaming what access points call the stays of one session at several of them
     */
    public record Whose(String device, String user, String roaming) {
        public static final Whose NOBODY = new Whose("", "", "");

        @Override
        public String toString() {
            return "somebody"; // whoever logs it
        }
    }
}
