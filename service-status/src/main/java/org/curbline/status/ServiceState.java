package org.curbline.status;

/** What Curbline says of a service, the worst first. */
public enum ServiceState {
    /** The kiosk itself says that it does not work. */
    DOWN("down"),
    /** Said to be up, but what people do with it says otherwise. */
    SUSPECT("suspect"),
    /** There is no evidence that is fresh enough. */
    UNKNOWN("unknown"),
    /** It works, but not as it should. */
    DEGRADED("degraded"),
    UP("up"),
    /** Somebody works on it; nothing is expected meanwhile. */
    MAINTENANCE("maintenance");

    private final String word;

    ServiceState(String word) {
        this.word = word;
    }

    /** Its name in the API and in the store. */
    public String word() {
        return word;
    }
}
